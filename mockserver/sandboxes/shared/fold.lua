-- Keep a whole state, and no more commits than a process that is a little behind asks for.
--
-- KEYS[1]: what all keys begin with. ARGV: the log, the version of the state, the state, how many commits to keep.
local prefix, log, version, tail = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[4])
local meta = prefix .. log .. ':meta'
local known = redis.call('HMGET', meta, 'version', 'begin', 'full')
if not known[1] or version <= tonumber(known[3]) then return 0 end
local begin = tonumber(known[2])
local first = math.max(begin, version - tail)
redis.call('SET', prefix .. log .. ':full', ARGV[3])
redis.call('LTRIM', prefix .. log .. ':log', first - begin, -1)
redis.call('HSET', meta, 'begin', first, 'full', version, 'bytes', 0)
return 1
