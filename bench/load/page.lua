-- A load of pages. Every thread is a browser that has never been here: it opens a connection, asks for all that a page
-- needs one after the other, closes the connection, and times the whole. Needs as many threads as connections.
-- Environment: PAGE_REQUESTS, a Lua file that returns { { method, path, headers, body }, … }.
local ffi = require("ffi")
ffi.cdef([[typedef struct { long s; long ns; } page_time; int clock_gettime(int clock, page_time *time);]])
local at = ffi.new("page_time")
local function now() ffi.C.clock_gettime(1, at); return tonumber(at.s) + tonumber(at.ns) / 1e9 end

local list = dofile(os.getenv("PAGE_REQUESTS"))
local threads = {}
function setup(thread) table.insert(threads, thread) end

local from = 0
function init() answered = 0; failed = 0; bytes = 0; partly = 0; times = {}; joined = "" end
function request()
  -- Counted by answers: wrk asks once for a request that it never sends.
  local step = answered % #list
  if step == 0 then from = now() end
  local one = list[step + 1]
  return wrk.format(one[1], one[2], one[3], one[4])
end
function response(status, headers, body)
  if status ~= 200 then failed = failed + 1 end
  partly = partly + #body
  answered = answered + 1
  if answered % #list ~= 0 then return end
  bytes = bytes + partly; partly = 0
  times[#times + 1] = string.format("%.3f", (now() - from) * 1e3)
  -- Only a string can be read from outside the thread.
  if #times % 16 == 0 then joined = joined .. " " .. table.concat(times, " "); times = {} end
end
function done(summary)
  local failures, size, all = 0, 0, {}
  for _, thread in ipairs(threads) do
    failures = failures + thread:get("failed")
    size = size + thread:get("bytes")
    for ms in string.gmatch(thread:get("joined"), "%S+") do table.insert(all, tonumber(ms)) end
  end
  for _, thread in ipairs(threads) do
    for _, ms in pairs(thread:get("times")) do table.insert(all, tonumber(ms)) end
  end
  table.sort(all)
  local function at_part(part) return all[math.max(1, math.ceil(part * #all))] or 0 end
  local e = summary.errors
  io.write(string.format('\nJSON {"requests":%d,"seconds":%.3f,"bytes":%d,"p50":%.3f,"p95":%.3f,"http":%d,"timeout":%d,"socket":%d}\n',
    #all, summary.duration / 1e6, size, at_part(0.5), at_part(0.95), failures, e.timeout, e.connect + e.read + e.write))
end
