export type ServerRequest = 
/** Takes people in and ends: the process that is measured has not done this work. */
{
    readonly do: "import";
    readonly folder: string;
    readonly addresses: readonly string[];
} | {
    readonly do: "listen";
    readonly folder: string;
} | {
    readonly do: "usage";
};
