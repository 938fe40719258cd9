# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of the store of a fleet, as Lua scripts: the server does each of them at once, by its own clock.

Times are whole microseconds, and times of expiry in keys only tidy up: what is over is seen by the times that are kept.
The first key is always the epoch, and the first argument its id: it began when the store was empty, and a script does
nothing in another epoch than that of its task. Each write leaves the limits on the safe side if the next one fails.
A script may be sent again when its reply was lost; it then does nothing a second time.
"""

from __future__ import annotations

from string import Template

from . import _protocol

# Changes with what is kept, and how. It stands in the keys.
VERSION = "1"
# With a hash tag: what keeps keys at several places would keep all of these at one.
PREFIX = "smsops.smsc:{limits}:"
EPOCH = f"{PREFIX}epoch"
# What the user of the server must be allowed for them.
COMMANDS = (
    "info eval evalsha time hget hmget hgetall hset hsetnx hdel hincrby get set zadd zrem zscore zcard zrange "
    "zremrangebyscore pttl pexpire"
).split()
_SECOND = 1_000_000
_HOUR = 3_600_000


def _script(body: str) -> str:
    values = {
        "WINDOW": int(_protocol.WINDOW * _SECOND),
        "PROVEN": int(_protocol.SEEN_TO_WORK_FOR * _SECOND),
        "TICKET": int(_protocol.TICKET_LEASE * _SECOND),
        "DAY": int(_protocol.CLAIMS_KNOWN_FOR * _SECOND),
        "LOCKED": int(_protocol.LOCKED_FOR * _SECOND),
        # In milliseconds. Longer than anything else is kept, so that nothing is forgotten without it being seen.
        "EPOCH": 48 * _HOUR,
        "RENEW": 47 * _HOUR,
    }
    return Template(_TIME + body).substitute(values)


_TIME = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
-- Without a fraction or an exponent, as Lua writes large numbers.
local function whole(number) return string.format('%.0f', number) end
-- Keep a key for so many microseconds yet, at least.
local function keep(key, span)
  local left = math.ceil(span / 1000) + 1000
  if redis.call('PTTL', key) < left then redis.call('PEXPIRE', key, whole(left)) end
end
-- Whether the server has begun anew since the run that the epoch has, and without a log, so that it may have lost what
-- was written last: a snapshot is minutes old.
local function has_lost(run)
  local this = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
  local logs = run == this or string.find(redis.call('INFO', 'persistence'), 'aof_enabled:1', 1, true)
  if run ~= this and (logs or not run) then redis.call('HSET', KEYS[1], 'run', this) end
  return run and not logs
end
"""
_HEAD = """
local epoch = redis.call('HMGET', KEYS[1], 'id', 'run', 'since')
if epoch[1] ~= ARGV[1] or not epoch[2] or has_lost(epoch[2]) then return {now, 'epoch'} end
if redis.call('PTTL', KEYS[1]) < $RENEW then redis.call('PEXPIRE', KEYS[1], '$EPOCH') end
"""


def _step(body: str) -> str:
    return _script(_HEAD + body)


# ARGV: version, id and salt of a new epoch. Gives id and salt.
START = _script("""
local found = redis.call('HMGET', KEYS[1], 'version', 'id', 'salt', 'since', 'run')
local version, id, salt = found[1], found[2], found[3] or ARGV[3]
if version and version ~= ARGV[1] then return {now, 'version', version} end
if not id or not found[3] or not found[4] or has_lost(found[5]) then
  -- With the salt that there is, so that locks which are left still hold.
  id = ARGV[2]
  redis.call('HSET', KEYS[1], 'version', ARGV[1], 'id', id, 'salt', salt, 'since', whole(now))
  has_lost()
  redis.call('PEXPIRE', KEYS[1], '$EPOCH')
end
return {now, 'epoch', id, salt}
""")

# KEYS: locks of the account, locks of the host, requests sent, their queue, requests under way, their queue, proven
# credentials, claims to renew. ARGV: slot, identical requests, connections, lease, ticket, which claim the addition is
# of (0 for none), number of claims, their owners, and the locks that were judged.
ACQUIRE = _step("""
local sent, line, under, queue, proven = KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local slot, identical, connections, lease = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local ticket, adds, claims = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local had = redis.call('ZSCORE', under, slot)
if had then return {now, 'slot', tonumber(had)} end

local judged = {}
for i = 9 + claims, #ARGV do judged[ARGV[i]] = true end
-- What was seen to work before this shows nothing: credentials were refused since, or nobody knows.
local doubted = tonumber(epoch[3])
for i = 2, 3 do
  local locks = redis.call('HGETALL', KEYS[i])
  for j = 1, #locks, 2 do
    local lock = cjson.decode(locks[j + 1])
    if lock.kind ~= 'lifted' and now - tonumber(lock.at) < $LOCKED and not judged[locks[j]] then
      return {now, 'locked'}
    end
    doubted = math.max(doubted, tonumber(lock.at))
  end
end

for i = 1, claims do
  local key = KEYS[8 + i]
  if redis.call('HGET', key, 'owner') == ARGV[8 + i] then
    keep(key, lease + $WINDOW + $DAY)
    redis.call('HSET', key, 'expires', whole(now + lease + $WINDOW))
  elseif i == adds then
    return {now, 'lost'}
  end
end

-- How many stand in a queue before this one.
local function ahead(key)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', '(' .. whole(now))
  local count = 0
  for _, other in ipairs(redis.call('ZRANGE', key, 0, -1)) do
    if ticket == 0 or tonumber(other) < ticket then count = count + 1 end
  end
  return count
end
local function wait(limit, delay)
  if ticket == 0 then ticket = redis.call('HINCRBY', KEYS[1], 'tickets', 1) end
  local name = whole(ticket)
  -- A look that changes nothing costs the server no write to its disk.
  local function stand(key)
    local until_then = redis.call('ZSCORE', key, name)
    if not until_then or tonumber(until_then) - now < $TICKET / 2 then
      redis.call('ZADD', key, whole(now + $TICKET), name)
      keep(key, $TICKET)
    end
  end
  stand(line)
  if limit == 'identical' then redis.call('ZREM', queue, name) else stand(queue) end
  return {now, 'wait', limit, delay, ticket}
end

-- Until when each of them counts: a request whose lease has ended may have arrived as late as that.
redis.call('ZREMRANGEBYSCORE', sent, '-inf', '(' .. whole(now))
if redis.call('ZCARD', sent) + ahead(line) >= identical then
  local first = redis.call('ZRANGE', sent, 0, 0, 'WITHSCORES')[2]
  local free = first and tonumber(first) - now
  -- One that is under way may end at any time.
  if not free or free > $WINDOW then free = 50000 end
  return wait('identical', free)
end

redis.call('ZREMRANGEBYSCORE', under, '-inf', '(' .. whole(now))
local worked = redis.call('GET', proven)
local known = worked and now - tonumber(worked) < $PROVEN and tonumber(worked) <= now and tonumber(worked) > doubted
local before = ahead(queue)
if redis.call('ZCARD', under) + before >= (known and connections or 1) then
  return wait(known and 'connection' or 'unproven', 5000 * (1 + before))
end

local over = now + lease
if adds > 0 then
  redis.call('HSET', KEYS[8 + adds], 'addition', slot, 'open_until', whole(over))
end
redis.call('ZADD', sent, whole(over + $WINDOW), slot)
keep(sent, lease + $WINDOW)
redis.call('ZADD', under, whole(over), slot)
keep(under, lease)
if ticket > 0 then
  redis.call('ZREM', line, whole(ticket))
  redis.call('ZREM', queue, whole(ticket))
end
return {now, 'slot', over}
""")

# KEYS: both queues. ARGV: ticket.
GIVE_UP = _step("""
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('ZREM', KEYS[3], ARGV[2])
return {now, 'done'}
""")

# KEYS: requests sent, requests under way, proven credentials, the claim of an addition. ARGV: slot, whether it worked,
# whether it is settled.
RELEASE = _step("""
if redis.call('ZSCORE', KEYS[2], ARGV[2]) then
  redis.call('ZADD', KEYS[2], whole(now + $WINDOW), ARGV[2])
  keep(KEYS[2], $WINDOW)
end
redis.call('ZREM', KEYS[3], ARGV[2])
if ARGV[3] == '1' then
  redis.call('SET', KEYS[4], whole(now), 'PX', whole($PROVEN / 1000))
end
if ARGV[4] == '1' and KEYS[5] and redis.call('HGET', KEYS[5], 'addition') == ARGV[2] then
  redis.call('HDEL', KEYS[5], 'open_until')
end
return {now, 'done'}
""")

# KEYS: claim. ARGV: its new owner, the time since when (empty for none), the last addition, lease, and for how long it
# is not known what was sent before the epoch. Gives whether nobody else has had it.
CLAIM = _step("""
local key, owner, since, last, lease = KEYS[2], ARGV[2], tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local row = redis.call('HMGET', key, 'owner', 'expires', 'ended', 'addition', 'open_until', 'alone')
if row[1] == owner then return {now, 'claimed', tonumber(row[6] or 0)} end
local function take(alone)
  redis.call('HSET', key, 'owner', owner, 'expires', whole(now + lease), 'alone', alone)
  redis.call('HDEL', key, 'ended')
  keep(key, lease + $DAY)
  return {now, 'claimed', alone}
end
-- Nobody has had it since. It stays as it was, in case this task is killed now.
if not since and row[4] and row[4] == last then return take(1) end
-- Nobody knows what was sent before the epoch, also where a snapshot has a claim from then.
local over = tonumber(epoch[3]) + tonumber(ARGV[6])
if now < over then return {now, 'wait', 'new store', over - now} end
if row[1] then
  local expires, ended, open_until = tonumber(row[2]), row[3] and tonumber(row[3]), row[5] and tonumber(row[5])
  if not ended and now < expires then return {now, 'wait', 'taken', expires - now} end
  if open_until and now < open_until then return {now, 'wait', 'taken', open_until - now} end
  -- One that was not given back has no end, and nobody knows what it did.
  over = ended and math.max(over, ended, open_until or ended) or math.huge
end
redis.call('HSET', key, 'owner', owner)
redis.call('HDEL', key, 'addition', 'open_until')
return take(since and over <= since and since <= now and now < since + $DAY and 1 or 0)
""")

# KEYS: claim. ARGV: its owner.
END_CLAIM = _step("""
if redis.call('HGET', KEYS[2], 'owner') == ARGV[2] then
  redis.call('HSET', KEYS[2], 'ended', whole(now))
  keep(KEYS[2], $DAY)
end
return {now, 'done'}
""")

# KEYS: claim. ARGV: slot of its addition.
ARRIVED = _step("""
if redis.call('HGET', KEYS[2], 'addition') == ARGV[2] then redis.call('HDEL', KEYS[2], 'open_until') end
return {now, 'done'}
""")

# KEYS: locks of the account, locks of the host. Gives ids and records.
LOCKS = _step("""
return {now, 'locks', redis.call('HGETALL', KEYS[2]), redis.call('HGETALL', KEYS[3])}
""")

# KEYS: locks of the account or of the host. ARGV: id, kind, digest, reason, locks that are of the same.
LOCK = _step("""
local final = false
local locks, ours = redis.call('HGETALL', KEYS[2]), {}
for i = 6, #ARGV do ours[ARGV[i]] = true end
for i = 1, #locks, 2 do
  local lock = cjson.decode(locks[i + 1])
  if now - tonumber(lock.at) >= $LOCKED then
    redis.call('HDEL', KEYS[2], locks[i])
  elseif lock.kind == 'lifted' and ours[locks[i]] then
    final = true
  end
end
local lock = {kind = ARGV[3], at = whole(now), digest = ARGV[4], reason = ARGV[5], final = final}
redis.call('HSETNX', KEYS[2], ARGV[2], cjson.encode(lock))
keep(KEYS[2], $LOCKED)
return {now, 'done'}
""")

# KEYS: locks of the account or of the host. ARGV: id.
LIFT = _step("""
local found = redis.call('HGET', KEYS[2], ARGV[2])
if found then
  local lock = cjson.decode(found)
  lock.kind = 'lifted'
  redis.call('HSET', KEYS[2], ARGV[2], cjson.encode(lock))
end
return {now, 'done'}
""")

# KEYS: list. ARGV: for how long it is kept, content.
KEEP = _step("""
redis.call('HSET', KEYS[2], 'at', whole(now), 'content', ARGV[3])
redis.call('PEXPIRE', KEYS[2], whole(tonumber(ARGV[2]) / 1000))
return {now, 'done'}
""")

# KEYS: list. ARGV: how old it may be.
KEPT = _step("""
local found = redis.call('HMGET', KEYS[2], 'at', 'content')
if found[1] and now - tonumber(found[1]) <= tonumber(ARGV[2]) then return {now, 'kept', found[2]} end
return {now, 'none'}
""")
