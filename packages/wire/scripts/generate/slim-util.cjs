"use strict";
// What protobufjs' Reader and Writer need of its util module and no more: the rest (base64, floats, Long, RPC)
// is two thirds of its size.
module.exports = {
  LongBits: {},
  utf8: require("protobufjs/src/util/utf8.js"),
  pool: require("protobufjs/src/util/pool.js"),
  isString: () => false,
  merge: Object.assign,
  recursionLimit: 0,
  Buffer: null,
  Long: null,
  float: {},
  base64: {},
};
