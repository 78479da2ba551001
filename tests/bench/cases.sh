#!/usr/bin/env bash
# Measures the workflow engine with durable commits, and the task list and the journey at growing numbers of cases; prints
# a table.  Usage: tests/bench/cases.sh [--quick]     --quick: a hundredth of the size, to see that it works
# Needs: deploy/install.sh --build --test; builds the release program and tests/bench/cases_bench.
set -euo pipefail
cd "$(dirname "$0")/../.."
sizes=(100 10000 100000)
seconds=6
if [ "${1:-}" = "--quick" ]; then sizes=(10 100 1000); seconds=1; fi
cmake --preset release -DPROVOST_TESTS=ON -DPROVOST_BENCHMARKS=ON > /dev/null
cmake --build --preset release --target provost cases_bench --parallel "$(nproc)" > /dev/null
binary="$PWD/build/release/provost"
bench="$PWD/build/release/cases_bench"
work="$(mktemp -d)"
server=""
finish() { [ -z "$server" ] || kill "$server" 2> /dev/null || true; rm -rf "$work"; }
trap finish EXIT
echo 'a long enough password' > "$work/password"
email=quality@example.org

row() { printf '| %-52s | %12s | %12s | %-20s |\n' "$1" "$2" "$3" "$4"; }
make_data() {
  "$binary" init --data "$1" --organisation Bench --admin admin@example.org --password-file "$work/password" > /dev/null
  "$binary" user add $email --name 'Quentin Quality' --role quality_manager,leadership --password-file "$work/password" --data "$1" > /dev/null
  "$binary" user add teacher@example.org --name 'Theo Teacher' --role staff --password-file "$work/password" --data "$1" > /dev/null
}
start_server() {
  : > "$work/out"
  "$binary" serve --data "$1" --listen 127.0.0.1:0 > "$work/out" 2>> "$work/log" &
  server=$!
  until grep -q ' on http' "$work/out"; do sleep 0.02; done
  address="$(grep -o 'http://[0-9.:]*' "$work/out")"
}
stop_server() { kill "$server"; wait "$server" || true; server=""; }
sign_in() { # sets $cookie
  local token
  token="$(curl -s -c "$work/jar" "$address/sign-in" | grep -o 'name="csrf" value="[^"]*"' | head -1 | sed 's/.*value="//; s/"//' || true)"
  curl -s -o /dev/null -c "$work/jar" -b "$work/jar" --data-urlencode "email=$email" --data-urlencode "password=$(cat "$work/password")" \
    --data-urlencode "csrf=$token" "$address/sign-in"
  cookie="$(awk '/provost_session/ { print "provost_session=" $7 }' "$work/jar")"
}
milliseconds() { # path: median of 21, each asked under another address so that nothing kept aside can answer
  for i in $(seq 1 21); do
    curl -s -o /dev/null -w '%{time_total} %{http_code}\n' -H "Cookie: $cookie" "$address$1?bench=$i"
  done | awk '$2 != 200 { print "answer " $2 > "/dev/stderr" } { print $1 * 1000 }' | sort -n | sed -n 11p
}

echo "Measured on $(nproc) cores, $(date -u +%F), $("$binary" version), commit $(git rev-parse --short HEAD 2> /dev/null || echo unknown)"
echo
row "what" "Provost" "beside it" "aim"
row "---" "---" "---" "---"
raw="$("$bench" commits "$work/raw.db" $seconds)"
row "SQLite alone, durable commits a second" "" "$raw" ""
for writers in 1 8 32; do
  make_data "$work/steps-$writers"
  rate="$("$bench" transitions "$work/steps-$writers" $writers $seconds)"
  row "steps of cases a second, $writers writers" "$rate" "$raw" "$(awk -v a="$rate" -v b="$raw" 'BEGIN { printf "%.2f of SQLite alone", a / b }')"
done
data="$work/cases"
make_data "$data"
for size in "${sizes[@]}"; do
  "$bench" seed "$data" "$size" > /dev/null
  start_server "$data"
  sign_in
  if [ "$size" = "${sizes[0]}" ]; then
    token="$("$binary" token create $email --data "$data")"
    curl -sS --fail-with-body -o /dev/null -X POST -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$address/api/v1/cases" \
      -d '{"workflow": "certification_journey", "title": "Certified by June", "fields": {"standard": "iso_21001_2018", "scope": "All", "target": "2027-06-30"}}'
  fi
  for path in / /journey /cases; do
    row "$path at $size cases, ms" "$(milliseconds $path)" "" "aim: flat"
  done
  stop_server
done
