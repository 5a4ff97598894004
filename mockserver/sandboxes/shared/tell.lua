-- Keep what came of a delivery so far, while it is kept itself.
--
-- KEYS[1]: what all keys begin with. ARGV: the sandbox's id, the delivery's number, what came of it, who sends it on,
-- "" for nobody, and for how many seconds it is left to him.
local prefix, log, number, outcome, sender, lease = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local owed, senders, delivery = prefix .. 'owed', prefix .. 'senders', log .. ' ' .. number
local outcomes = prefix .. log .. ':outcomes'
if redis.call('HEXISTS', outcomes, number) == 1 then
  redis.call('HSET', outcomes, number, outcome)
  if sender ~= '' then
    local time = redis.call('TIME')
    redis.call('ZADD', owed, time[1] + time[2] / 1000000 + lease, delivery)
    redis.call('HSET', senders, delivery, sender)
    return 1
  end
end
redis.call('ZREM', owed, delivery)
redis.call('HDEL', senders, delivery)
return 1
