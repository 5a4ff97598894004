-- Keep a whole state, and the commits since the one before it, which is kept too: so far back can earlier states be told.
--
-- KEYS[1]: what all keys begin with. ARGV: the log, the version of the state, the state.
local prefix, log, version = KEYS[1], ARGV[1], tonumber(ARGV[2])
local meta = prefix .. log .. ':meta'
local known = redis.call('HMGET', meta, 'version', 'begin', 'full')
if not known[1] or version <= tonumber(known[3]) then return 0 end
local begin, full = tonumber(known[2]), tonumber(known[3])
if full > begin then
  redis.call('RENAME', prefix .. log .. ':full', prefix .. log .. ':earlier')
  redis.call('LTRIM', prefix .. log .. ':log', full - begin, -1)
end
redis.call('SET', prefix .. log .. ':full', ARGV[3])
redis.call('HSET', meta, 'begin', full, 'full', version, 'bytes', 0)
return 1
