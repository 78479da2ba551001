#!/usr/bin/env bash
# Measures what a school would feel, beside well-known programs on the same machine, and prints a table.
# Usage: tests/bench/run.sh [--quick]     --quick: a tenth of the size, to see that it works
# Needs: build/release/provost, nginx, wrk, git, curl, python3 (deploy/install.sh --test).
set -euo pipefail
cd "$(dirname "$0")/../.."
binary="${PROVOST_BINARY:-$PWD/build/release/provost}"
documents=10000
requests=100000
seconds=8
if [ "${1:-}" = "--quick" ]; then documents=1000; requests=10000; seconds=2; fi
work="$(mktemp -d)"
server=""
nginx_pid=""
finish() {
  [ -z "$server" ] || kill "$server" 2> /dev/null || true
  [ -z "$nginx_pid" ] || kill "$nginx_pid" 2> /dev/null || true
  rm -rf "$work"
}
trap finish EXIT
PATH="$PATH:/usr/sbin:/sbin"
echo 'a long enough password' > "$work/password"
email=quality@example.org

row() { printf '| %-58s | %14s | %14s | %-22s |\n' "$1" "$2" "$3" "$4"; }
now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.2f", b - a }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b > 0) ? a / b : 0 }'; }
resident() { awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }

make_texts() { # folder, how many: 8 KB of words each, all different
  python3 - "$1" "$2" <<'PY'
import os, random, sys
folder, count = sys.argv[1], int(sys.argv[2])
random.seed(7)
words = [''.join(random.choice('abcdefghijklmnopqrstuvwxyz') for _ in range(random.randint(2, 11))) for _ in range(4000)]
for i in range(count):
    text = [f'# Policy number {i}\n\n']
    size = len(text[0])
    while size < 8100:
        line = ' '.join(random.choice(words) for _ in range(12)) + '.\n' + ('\n' if random.random() < 0.2 else '')
        text.append(line)
        size += len(line)
    os.makedirs(f'{folder}/{i // 500}', exist_ok=True)
    open(f'{folder}/{i // 500}/policy-{i}.md', 'w').write(''.join(text))
PY
}

make_data() { # data directory
  "$binary" init --data "$1" --organisation Bench --admin admin@example.org --password-file "$work/password" >/dev/null
  "$binary" user add $email --name 'Quentin Quality' --role quality_manager --password-file "$work/password" --data "$1" >/dev/null
}

start_server() { # data directory; sets $server and $address
  : > "$work/out"
  local begun; begun="$(now)"
  "$binary" serve --data "$1" --listen 127.0.0.1:0 > "$work/out" 2>> "$work/log" &
  server=$!
  until grep -q ' on http' "$work/out"; do sleep 0.005; done
  started_in="$(since "$begun")"
  address="$(grep -o 'http://[0-9.:]*' "$work/out")"
}
stop_server() { kill "$server"; wait "$server" || true; server=""; }

sign_in() { # prints the cookie
  local page token
  page="$(curl -s -c "$work/jar" "$address/sign-in")"
  token="$(printf '%s' "$page" | grep -o 'name="csrf" value="[^"]*"' | head -1 | sed 's/.*value="//; s/"//' || true)"
  curl -s -o /dev/null -c "$work/jar" -b "$work/jar" --data-urlencode "email=$email" --data-urlencode "password=$(cat "$work/password")" \
    --data-urlencode "csrf=$token" "$address/sign-in"
  awk '/provost_session/ { print "provost_session=" $7 }' "$work/jar"
}

rate() { # url, cookie, more words for wrk: requests a second
  local url="$1" cookie="$2"
  shift 2
  wrk -t1 -c16 -d"${seconds}s" -H "Cookie: $cookie" "$@" "$url" | awk '/Requests\/sec/ { print $2 } /Non-2xx/ { print "errors: " $0 > "/dev/stderr" }'
}

echo "Measured on $(nproc) cores, $(date -u +%F), $("$binary" version), commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
echo
row "what" "Provost" "beside it" "aim"
row "---" "---" "---" "---"

# Import beside git fast-import of the same files.
make_texts "$work/texts" $documents
mkdir -p "$work/fast.git" && git init -q --bare "$work/fast.git"
python3 - "$work/texts" > "$work/stream" <<'PY'
import os, sys
root = sys.argv[1]
out = sys.stdout.buffer
out.write(b'commit refs/heads/main\ncommitter A <a@example.org> 1700000000 +0000\ndata 6\nimport\n')
for folder, _, names in sorted(os.walk(root)):
    for name in sorted(names):
        path = os.path.join(folder, name)
        data = open(path, 'rb').read()
        out.write(b'M 100644 inline %s\ndata %d\n%s\n' % (os.path.relpath(path, root).encode(), len(data), data))
PY
sync
begun="$(now)"; git -C "$work/fast.git" fast-import --quiet < "$work/stream"; sync; fast="$(since "$begun")"
make_data "$work/import"
begun="$(now)"; "$binary" import "$work/texts" --data "$work/import" --type policy --owner $email > "$work/import.out"; ours="$(since "$begun")"
row "import of $documents documents of 8 KB, seconds" "$ours" "$fast" "ratio $(ratio "$ours" "$fast"), aim <= 3"

# A signed-in document page beside nginx with the same bytes.
small="$work/small"; make_data "$small"; mkdir -p "$work/one"
cp "$(find "$work/texts" -name 'policy-1.md')" "$work/one/"
"$binary" import "$work/one" --data "$small" --type policy --owner $email --effective > /dev/null
start_server "$small"
cookie="$(sign_in)"
mkdir -p "$work/www" "$work/nginx/logs"
curl -s -H "Cookie: $cookie" "$address/documents/PO-001" > "$work/www/page.html"
cat > "$work/nginx/nginx.conf" <<CONF
user root; worker_processes 1; daemon off; pid $work/nginx/pid; error_log $work/nginx/error.log;
events { worker_connections 256; }
http { access_log off; sendfile on; keepalive_requests 1000000; default_type text/html;
  client_body_temp_path $work/nginx/a; proxy_temp_path $work/nginx/b; fastcgi_temp_path $work/nginx/c;
  uwsgi_temp_path $work/nginx/d; scgi_temp_path $work/nginx/e;
  server { listen 127.0.0.1:18099; root $work/www; } }
CONF
nginx -p "$work/nginx" -c "$work/nginx/nginx.conf" 2>/dev/null & nginx_pid=$!
sleep 0.5
rate "$address/documents/PO-001" "$cookie" > /dev/null
ours="$(rate "$address/documents/PO-001" "$cookie")"
theirs="$(rate "http://127.0.0.1:18099/page.html" "$cookie")"
row "signed-in document page ($(stat -c %s "$work/www/page.html") bytes), requests/s" "$ours" "$theirs" "ratio $(ratio "$ours" "$theirs"), aim >= 0.25"
kill "$nginx_pid"; nginx_pid=""
# A page that was just made is kept for a moment; this asks for one that never was.
cat > "$work/anew.lua" <<'LUA'
local number = 0
request = function() number = number + 1; return wrk.format(nil, wrk.path .. "?anew=" .. number) end
LUA
anew="$(rate "$address/documents/PO-001" "$cookie" -s "$work/anew.lua")"
row "the same page made anew at each request, requests/s" "$anew" "$theirs" "ratio $(ratio "$anew" "$theirs")"

# Memory idle and after many requests.
stop_server; start_server "$small"; cookie="$(sign_in)"
idle="$(resident "$server")"
python3 - "$address" "$cookie" "$requests" <<'PY'
import http.client, sys, threading, urllib.parse
address, cookie, count = urllib.parse.urlparse(sys.argv[1]), sys.argv[2], int(sys.argv[3])
def work(share):
    connection = http.client.HTTPConnection(address.hostname, address.port)
    for _ in range(share):
        connection.request('GET', '/documents/PO-001', headers={'Cookie': cookie})
        connection.getresponse().read()
threads = [threading.Thread(target=work, args=(count // 4,)) for _ in range(4)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
PY
row "resident memory idle, MB" "$idle" "" "aim < 100"
row "resident memory after $requests requests, MB" "$(resident "$server")" "" "aim < 100"
stop_server

# The register's first page, and the start, at growing size.
for count in $((documents / 100)) $((documents / 10)) $documents; do
  data="$work/register-$count"
  if [ "$count" = "$documents" ]; then data="$work/import"; else
    make_data "$data"
    mkdir -p "$work/part-$count"
    { find "$work/texts" -name '*.md' | head -"$count" || true; } | xargs -I{} cp {} "$work/part-$count/"
    "$binary" import "$work/part-$count" --data "$data" --type policy --owner $email > /dev/null
  fi
  start_server "$data"; cookie="$(sign_in)"
  curl -s -o /dev/null -H "Cookie: $cookie" "$address/documents?page=1"
  total=0
  for i in $(seq 1 21); do
    # A different page number each time, so that nothing kept aside can answer.
    time="$(curl -s -o /dev/null -w '%{time_total}' -H "Cookie: $cookie" "$address/documents?sort=number&bench=$i")"
    total="$(awk -v a="$total" -v b="$time" 'BEGIN { print a + b }')"
  done
  row "register's first page at $count documents, ms" "$(awk -v t="$total" 'BEGIN { printf "%.2f", t / 21 * 1000 }')" "" "aim: flat"
  [ "$count" = "$documents" ] && row "start with $count documents, seconds" "$started_in" "" "aim < 0.5"
  stop_server
done
