/**
 * Where loops over many things put what they only touched. A processor fetches from many places in memory in the time
 * of one, if what it does in between is little. So whoever needs the same few fields of thousands of things, which lie
 * anywhere, first touches them in short loops, one field at a time, and then does the work: for a sign-in with fifty
 * watched that halves the time. A touch whose value went nowhere would be left out by the compiler.
 */
export const fetched = { value: 0 };
