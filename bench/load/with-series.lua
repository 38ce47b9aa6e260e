-- The shared load (SHARED_LOAD), its simulations asked for with a path by day.
dofile(os.getenv("SHARED_LOAD"))
local plain = wrk.format
wrk.format = function(method, path, headers, body)
  if path == "/api/v1/simulate" then path = path .. "?include=series" end
  return plain(method, path, headers, body)
end
