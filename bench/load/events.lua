-- A load of customer events: bodies of POST /v1/batch (Segment HTTP tracking API), each event with an id of its own.
-- Needs as many threads as connections: every thread is a sender that times its own batches. After EVENTS_SECONDS nobody
-- sends any more, so that when wrk ends every batch has been answered.
-- Environment: EVENTS_BATCH, EVENTS_SECONDS, EVENTS_RUN (part of the ids).
local ffi = require("ffi")
ffi.cdef([[typedef struct { long s; long ns; } event_time; int clock_gettime(int clock, event_time *time);]])
local at = ffi.new("event_time")
local function now() ffi.C.clock_gettime(1, at); return tonumber(at.s) + tonumber(at.ns) / 1e9 end

local batch, seconds = tonumber(os.getenv("EVENTS_BATCH")), tonumber(os.getenv("EVENTS_SECONDS"))
local run = os.getenv("EVENTS_RUN")
local items, brands = { "coffee", "lunch", "tea", "snack" }, { "7-11", "FamilyMart", "Hi-Life", "OK" }
-- Basic authentication of `shop` without a password.
local headers = { ["content-type"] = "application/json", authorization = "Basic c2hvcDo=" }
local DAYS_FROM, SECONDS_OF_MONTH = 1767225600, 2592000
local instants = {}
for i = 1, 1000 do instants[i] = os.date("!%Y-%m-%dT%H:%M:%S.000Z", DAYS_FROM + i * 7919 * 37 % SECONDS_OF_MONTH) end

local threads = {}
function setup(thread) thread:set("sender", #threads); table.insert(threads, thread) end

local n, sent = 0, 0
function init() acknowledged = 0; failed = 0; bytes = 0; first = 0; last = 0; times = {}; joined = "" end
function delay()
  if first > 0 and now() - first > seconds then return 1e6 end
  return 0
end
function request()
  local events = {}
  for i = 1, batch do
    n = n + 1
    local user = (n * 7919 + sender * 31) % 20000
    events[i] = string.format('{"type":"track","event":"Order Completed","messageId":"%s-%d-%d","userId":"u%d","timestamp":"%s",' ..
      '"properties":{"brand":"%s","region":"台北","persona":"新鮮人","revenue":%d,"channel":"app","products":[{"name":"%s","price":%d}]}}',
      run, sender, n, user, instants[n % 1000 + 1], brands[n % 4 + 1], 40 + n % 200, items[n % 4 + 1], 40 + n % 200)
  end
  local body = '{"batch":[' .. table.concat(events, ",") .. '],"sentAt":"2026-02-01T00:00:00.000Z"}'
  sent = now()
  -- wrk asks once for a request that it never sends.
  if acknowledged + failed == 0 then first = sent end
  return wrk.format("POST", "/v1/batch", headers, body)
end
function response(status, _, body)
  last = now()
  bytes = bytes + #body
  if status == 200 then acknowledged = acknowledged + 1 else failed = failed + 1 end
  times[#times + 1] = string.format("%.3f", (last - sent) * 1e3)
  -- Only a string can be read from outside the thread.
  if #times % 16 == 0 then joined = joined .. " " .. table.concat(times, " "); times = {} end
end
function done(summary)
  local answers, failures, size, from, to, all = 0, 0, 0, math.huge, 0, {}
  for _, thread in ipairs(threads) do
    answers = answers + thread:get("acknowledged")
    failures = failures + thread:get("failed")
    size = size + thread:get("bytes")
    from, to = math.min(from, thread:get("first")), math.max(to, thread:get("last"))
    for ms in string.gmatch(thread:get("joined"), "%S+") do table.insert(all, tonumber(ms)) end
  end
  for _, thread in ipairs(threads) do
    for _, ms in pairs(thread:get("times")) do table.insert(all, tonumber(ms)) end
  end
  table.sort(all)
  local function at_part(part) return all[math.max(1, math.ceil(part * #all))] or 0 end
  local e = summary.errors
  io.write(string.format('\nJSON {"requests":%d,"seconds":%.3f,"bytes":%d,"p50":%.3f,"p95":%.3f,"http":%d,"timeout":%d,"socket":%d}\n',
    answers, to - from, size, at_part(0.5), at_part(0.95), failures, e.timeout, e.connect + e.read + e.write))
end
