-- wrk -s wrk.lua URL -- TEMPLATES METHOD PREFIX
-- TEMPLATES has a line a request: what stands before and after the CallID, separated by a tab.
-- A CallID is PREFIX and a counter of eight hexadecimal digits, so no two requests of a run are the same.

local heads, tails, count, sent = {}, {}, 0, 0
local prefix = ''

function init(args)
  local path, method = args[1], args[2]
  prefix = args[3]
  for line in io.lines(path) do
    local head, tail = line:match('^(.-)\t(.*)$')
    count = count + 1
    local fixed = 'Host: ' .. wrk.host .. ':' .. wrk.port .. '\r\nUser-Agent: wrk\r\nAccept: */*\r\n'
    if method == 'POST' then
      local length = #head + #prefix + 8 + #tail
      heads[count] = 'POST /fordel/show.php?myid=175 HTTP/1.1\r\n' .. fixed
        .. 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ' .. length .. '\r\n\r\n' .. head
      tails[count] = tail
    else
      heads[count] = 'GET /fordel/show.php?myid=175&' .. head
      tails[count] = tail .. ' HTTP/1.1\r\n' .. fixed .. '\r\n'
    end
  end
end

function request()
  sent = sent + 1
  local at = sent % count + 1
  return heads[at] .. prefix .. string.format('%08x', sent) .. tails[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"us":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d,"status":%d,'
      .. '"p50Us":%d,"p99Us":%d,"p999Us":%d,"maxUs":%d}\n',
    summary.requests, summary.duration, errors.connect, errors.read, errors.write, errors.timeout, errors.status,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max))
end
