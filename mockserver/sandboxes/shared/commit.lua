-- Hold what a transaction read against what there is, and then write what it wrote: all of it or nothing.
--
-- KEYS[1]: what all keys begin with. ARGV[1]: the transaction as JSON, with its parts; the further ones are the texts
-- that the parts write, in order. A part names a log: a sandbox's id, or "" for the list of sandboxes.
--
-- Answers {1, {version, calls, answers, deliveries, bytes}, ...} once it is written, for each part; else {0, {name, how,
-- version, full state or "", its version, commits...}, ...} for each part that another one was faster with.
local prefix, asked = KEYS[1], cjson.decode(ARGV[1])
local token, now, taken = asked.token, asked.now, 1

local function take()
  taken = taken + 1
  return ARGV[taken]
end

local function key(log, name)
  return prefix .. log .. ':' .. name
end

local function was_done(part, version)
  -- A transaction is sent again when its answer was lost: its token tells whether it was written.
  local found
  if part.writes then
    found = redis.call('LRANGE', key(part.log, 'log'), -16 - math.max(0, version - part.version), -1)
  elseif part.entries > 0 then
    found = redis.call('LRANGE', key(part.log, 'journal'), -200, -1)
  else
    return false
  end
  for _, text in ipairs(found) do
    if string.sub(text, 1, #token) == token then return true end
  end
  return false
end

local news, metas, is_done = {}, {}, false
for place, part in ipairs(asked.parts) do
  local meta = redis.call('HMGET', key(part.log, 'meta'), 'version', 'begin', 'full', 'deliveries')
  local version = tonumber(meta[1])
  metas[place] = version
  if asked.again and version and was_done(part, version) then is_done = true end
  if part.create then
    if version then news[#news + 1] = {part.log, 'taken'} end
  elseif not version then
    news[#news + 1] = {part.log, 'gone'}
  elseif part.over then
    if tonumber(redis.call('ZSCORE', prefix .. 'due', part.log) or now) >= now then
      news[#news + 1] = {part.log, 'used'}
    end
  elseif tonumber(redis.call('ZSCORE', prefix .. 'due', part.log) or now) < now then
    news[#news + 1] = {part.log, 'over'}
  elseif part.version and part.version ~= version or part.sent and part.sent ~= tonumber(meta[4] or '0') then
    local begin, full, known = tonumber(meta[2]), tonumber(meta[3]), part.version or version
    local told = {part.log, 'newer', version, '', 0}
    if known < begin then
      told[4], told[5], known = redis.call('GET', key(part.log, 'full')) or '', full, full
    end
    for _, text in ipairs(redis.call('LRANGE', key(part.log, 'log'), known - begin, -1)) do
      told[#told + 1] = string.sub(text, #token + 1)
    end
    news[#news + 1] = told
  end
end
if #news > 0 and not is_done then return {0, unpack(news)} end

local function keep(log, name, text, meta, most, most_bytes)
  -- A list that forgets its oldest when it has too many or too much; answers those.
  local list = key(log, name)
  redis.call('RPUSH', list, text)
  local bytes, kept = redis.call('HINCRBY', meta, name .. ' bytes', #text), redis.call('LLEN', list)
  local dropped = {}
  while kept > most or (bytes > most_bytes and kept > 1) do
    local gone = redis.call('LPOP', list)
    dropped[#dropped + 1] = gone
    bytes = redis.call('HINCRBY', meta, name .. ' bytes', -#gone)
    redis.call('HINCRBY', meta, name .. ' dropped', 1)
    kept = kept - 1
  end
  return dropped
end

local function clear(log, name, meta)
  redis.call('DEL', key(log, name))
  redis.call('HDEL', meta, name .. ' bytes', name .. ' dropped')
end

local function unowe(delivery)
  redis.call('ZREM', prefix .. 'owed', delivery)
  redis.call('HDEL', prefix .. 'senders', delivery)
end

local function unsend(log)
  -- Forget what is to be sent; what was tried last may still be under way.
  for _, number in ipairs(redis.call('HKEYS', key(log, 'outcomes'))) do unowe(log .. ' ' .. number) end
end

local done = {}
for place, part in ipairs(asked.parts) do
  local log, meta, version = part.log, key(part.log, 'meta'), metas[place]
  local bytes, sent = 0, tonumber(redis.call('HGET', meta, 'deliveries') or '0')
  if part.create and not is_done then
    redis.call('HSET', meta, 'version', 0, 'begin', 0, 'full', 0)
    version = 0
  end
  if part.touched then redis.call('HSET', meta, 'used', now) end
  if part.until_ then
    if part.until_ > 0 then redis.call('ZADD', prefix .. 'due', part.until_, log) end
    if part.until_ < 0 then redis.call('ZREM', prefix .. 'due', log) end
  end
  if part.writes then
    local text = take()
    if not is_done then
      version = version + 1
      redis.call('RPUSH', key(log, 'log'), token .. text)
      redis.call('HSET', meta, 'version', version)
      bytes = redis.call('HINCRBY', meta, 'bytes', #text)
    end
  end
  if part.clears and not is_done then
    clear(log, 'journal', meta)
    for _, tally in ipairs(redis.call('HKEYS', key(log, 'tallies'))) do
      redis.call('HSET', key(log, 'cleared'), tally, redis.call('HGET', key(log, 'tallies'), tally))
    end
  end
  if part.resets and not is_done then
    redis.call('HSET', meta, 'answers', 0)
    if redis.call('EXISTS', key(log, 'journal')) == 0 then redis.call('HSET', meta, 'calls', 0) end
  end
  for _ = 1, part.entries do
    local tally, first, entry = take(), take(), take()
    if not is_done then
      local number = redis.call('HINCRBY', meta, 'numbered', 1)
      local head = number .. ' ' .. version .. ' ' .. (part.writes and 1 or 0)
      keep(log, 'journal', token .. head .. '\n' .. entry, meta, asked.ring, asked.ring_bytes)
      redis.call('HINCRBY', key(log, 'tallies'), tally, 1)
      redis.call('HSETNX', key(log, 'firsts'), tally, number .. '\n' .. first)
    end
  end
  if part.unsends and not is_done then
    clear(log, 'sent', meta)
    unsend(log)
    redis.call('DEL', key(log, 'outcomes'))
  end
  for _ = 1, part.deliveries do
    local delivery, outcome = take(), take()
    if not is_done then
      sent = redis.call('HINCRBY', meta, 'deliveries', 1)
      redis.call('HSET', key(log, 'outcomes'), sent, outcome)
      if cjson.decode(outcome).pending then
        local time = redis.call('TIME')
        redis.call('ZADD', prefix .. 'owed', time[1] + time[2] / 1000000 + asked.lease, log .. ' ' .. sent)
        redis.call('HSET', prefix .. 'senders', log .. ' ' .. sent, asked.sender)
      end
      for _, gone in ipairs(keep(log, 'sent', sent .. '\n' .. delivery, meta, asked.sent, asked.sent_bytes)) do
        local number = string.match(gone, '^%d+')
        redis.call('HDEL', key(log, 'outcomes'), number)
        unowe(log .. ' ' .. number)
      end
    end
  end
  local calls = redis.call('HINCRBY', meta, 'calls', part.calls)
  local answers = redis.call('HINCRBY', meta, 'answers', part.answers)
  done[place] = {version, calls, answers, sent, bytes}
end
for _, log in ipairs(asked.drops) do
  unsend(log)
  redis.call('ZREM', prefix .. 'due', log)
  for _, name in ipairs({'meta', 'log', 'full', 'earlier', 'journal', 'tallies', 'firsts', 'cleared', 'sent', 'outcomes'}) do
    redis.call('UNLINK', key(log, name))
  end
end
return {1, unpack(done)}
