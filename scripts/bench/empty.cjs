// What Node costs when it does nothing.
module.exports = {};
