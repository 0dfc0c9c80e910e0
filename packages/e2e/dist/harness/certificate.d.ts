/** A fresh self-signed certificate for these host names, in PEM. */
export declare function makeCertificate(hosts: readonly string[]): {
    cert: string;
    key: string;
};
