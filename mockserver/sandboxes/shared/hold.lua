-- Go on sending what one has to send, and take over what others left unsent.
--
-- KEYS[1]: what all keys begin with. ARGV: who sends, for how many seconds it is then left to him, how many he takes
-- over at most, and the deliveries that he has: each is a sandbox's id, a space and a number.
--
-- Answers those of them that are his still, and then those that he took over.
local owed, senders = KEYS[1] .. 'owed', KEYS[1] .. 'senders'
local sender, lease, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local held = {}
for place = 4, #ARGV do
  if redis.call('HGET', senders, ARGV[place]) == sender then
    redis.call('ZADD', owed, now + lease, ARGV[place])
    held[#held + 1] = ARGV[place]
  end
end
if most > 0 then
  for _, delivery in ipairs(redis.call('ZRANGEBYSCORE', owed, '-inf', now, 'LIMIT', 0, most)) do
    redis.call('ZADD', owed, now + lease, delivery)
    redis.call('HSET', senders, delivery, sender)
    held[#held + 1] = delivery
  end
end
return held
