#!/usr/bin/env bash
# Starts a PostgreSQL server of its own in a temporary folder, on a free port, runs a command with its address in
# PROVOST_TEST_POSTGRESQL, and takes it down again: deploy/with_postgresql.sh COMMAND [WORDS…]
set -euo pipefail
programs="$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)"
folder="$(mktemp -d)"
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
# The server refuses to run as root: Debian's package brings the user postgres.
as_user=()
if [ "$(id -u)" -eq 0 ]; then
  chown postgres "$folder"
  as_user=(runuser -u postgres --)
fi
finish() {
  (cd / && "${as_user[@]}" "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop > /dev/null 2>&1) || true
  rm -rf "$folder"
}
trap finish EXIT
(
  cd /
  "${as_user[@]}" "$programs/initdb" -D "$folder/data" -U provost -A trust --no-sync -E UTF8 --locale=C.UTF-8 > "$folder.log" 2>&1
  "${as_user[@]}" "$programs/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c max_connections=300" start > /dev/null
) || { cat "$folder.log" "$folder/log" >&2 2> /dev/null; echo "with_postgresql.sh: PostgreSQL did not start" >&2; exit 1; }
rm -f "$folder.log"
export PROVOST_TEST_POSTGRESQL="postgresql://provost@127.0.0.1:$port/postgres"
"$@"
