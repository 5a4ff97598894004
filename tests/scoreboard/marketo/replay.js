// In place of the recordings of `replay`: the calls go out.
module.exports = { headers: [] };
