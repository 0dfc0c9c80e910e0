"use strict";
// What protobufjs' Reader and Writer need of its util module and no more: the rest (base64, floats,
// Long, RPC) is two thirds of its size. Times and counters of this protocol are below 2^53, so 64-bit
// numbers are plain numbers here.
module.exports = {
  LongBits: require("protobufjs/src/util/longbits.js"),
  utf8: require("protobufjs/src/util/utf8.js"),
  pool: require("protobufjs/src/util/pool.js"),
  isString: (value) => typeof value === "string",
  merge: Object.assign,
  recursionLimit: 8,
  Buffer: null,
  Long: null,
  float: {},
  base64: {},
};
