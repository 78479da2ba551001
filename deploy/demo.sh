#!/usr/bin/env bash
# Installs what is missing, builds, makes a small demo organisation and serves it on http://127.0.0.1:8080.
# Usage: deploy/demo.sh [--fresh] [--data DIR] [--listen ADDR:PORT] [--no-serve] [--no-build]
#   --fresh     throw the demo data away and make them anew
#   --no-serve  only make the data
#   --no-build  with the program as it was built before
set -euo pipefail
started_in="$PWD"
cd "$(dirname "$0")/.."
data="$PWD/demo-data"
listen=127.0.0.1:8080
chat_port=8089
fresh=""
serve=yes
build=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --fresh) fresh=yes ;;
    --no-serve) serve="" ;;
    --no-build) build="" ;;
    --data) data="$(cd "$started_in" && realpath -m "$2")"; shift ;;
    --listen) listen="$2"; shift ;;
    *) sed -n '2,6p' "$0"; exit 2 ;;
  esac
  shift
done

is_used() { (exec 3<> "/dev/tcp/${1%:*}/${1##*:}") 2> /dev/null; }
if [ -n "$serve" ] && is_used "$listen"; then
  echo "demo.sh: another program already listens on $listen; choose another port with --listen 127.0.0.1:PORT" >&2
  exit 1
fi

if [ -n "$build" ]; then
  [ -e build/release/provost ] || echo "Building; the first time this takes ten minutes or more …"
  deploy/install.sh --run --build
  cmake --preset release -DPROVOST_TESTS=OFF > /dev/null
  cmake --build --preset release --target provost --parallel "$(nproc)"
fi
provost="$PWD/build/release/provost"
password='demo password'

# An organisation with six weeks behind it. All of it is made under a clock that is moved on from there, so that the trail
# is in order and some things are overdue today.
make_organisation() {
  local part="$1" names=(leader quality author second.author reviewer approver auditor teacher)
  local password_file="$part/password" clock="$part/clock" server address
  echo "$password" > "$password_file"
  date -u -d '44 days ago 07:00' +%Y-%m-%dT%H:%M:%S.000Z > "$clock"
  local with=(--data "$part/data" --clock "$clock")
  "$provost" init "${with[@]}" --organisation 'Northbridge College' --time-zone Europe/London \
    --admin admin@northbridge.example --admin-name 'Ada Admin' --password-file "$password_file" > /dev/null
  while IFS=';' read -r email name roles department; do
    "$provost" user add "$email@northbridge.example" --name "$name" --role "$roles" --department "$department" \
      --password-file "$password_file" "${with[@]}" > /dev/null
  done <<'PEOPLE'
quality;Quentin Quality;quality_manager;Quality
author;Anna Author;author;Teaching
second.author;Samuel Stone;author,reviewer;Student services
reviewer;Rita Reviewer;reviewer;Teaching
approver;Paul Principal;approver;Leadership
auditor;Otto Auditor;auditor;Quality
external;Eva External;external_auditor;Quality
leader;Lena Leader;leadership;Leadership
teacher;Theo Teacher;staff;Teaching
PEOPLE
  "$provost" import docs_repo/starter "${with[@]}" --type policy --owner quality@northbridge.example --effective > /dev/null
  for name in "${names[@]}"; do
    echo "$name $("$provost" token create "$name@northbridge.example" "${with[@]}" --label demo)"
  done > "$part/tokens"
  "$provost" serve "${with[@]}" --listen 127.0.0.1:0 > "$part/log" 2>&1 &
  server=$!
  until grep -q ' on http' "$part/log"; do
    kill -0 "$server" 2> /dev/null || { cat "$part/log" >&2; exit 1; }
    sleep 0.1
  done
  address="$(grep -o 'http://[0-9.:]*' "$part/log")"
  node deploy/demo_story.mjs "$address" "$clock" "$password" < "$part/tokens" \
    || { kill "$server"; cat "$part/log" >&2; exit 1; }
  kill "$server"
  wait "$server" || true
  add_channels "$part"
  add_source "$part"
}

# A learning platform that sends what its learners completed.
add_source() {
  local part="$1" secret server address
  secret="$("$provost" source add moodle --kind moodle --title 'Moodle of the sixth form' --owner author@northbridge.example \
    --data "$part/data" | sed -n 's/^Secret.*: //p')"
  "$provost" serve --data "$part/data" --listen 127.0.0.1:0 > "$part/log" 2>&1 &
  server=$!
  until grep -q ' on http' "$part/log"; do
    kill -0 "$server" 2> /dev/null || { cat "$part/log" >&2; exit 1; }
    sleep 0.1
  done
  address="$(grep -o 'http://[0-9.:]*' "$part/log")"
  node deploy/demo_deliveries.mjs "$address" "$secret" || { kill "$server"; cat "$part/log" >&2; exit 1; }
  while "$provost" source log --state accepted --data "$part/data" | grep -q .; do
    kill -0 "$server" 2> /dev/null || { cat "$part/log" >&2; exit 1; }
    sleep 0.2
  done
  kill "$server"
  wait "$server" || true
}

# Two channels on the page beside the demo that shows what chat would have shown.
add_channels() {
  local part="$1"
  write_config "$part/data"
  echo "http://127.0.0.1:$chat_port/slack/Staff%20room" > "$part/address"
  "$provost" notify add 'Staff room' --kind slack --address-file "$part/address" --data "$part/data" \
    --event task_assigned --event document_in_force --event overdue > /dev/null
  echo "http://127.0.0.1:$chat_port/teams/Leadership" > "$part/address"
  "$provost" notify add 'Leadership' --kind teams --address-file "$part/address" --data "$part/data" \
    --event case_opened --event case_closed --event overdue > /dev/null
}

write_config() { # data directory
  cat > "$1/provost.yaml" <<CONFIG
# deploy/demo.sh writes this file at each start.
public_url: http://$listen
outgoing:
  allowed: ["127.0.0.1:$chat_port"]
CONFIG
}

[ -z "$fresh" ] || rm -rf "$data"
if [ ! -e "$data/provost.db" ]; then
  echo "Making the demo organisation …"
  part="$(mktemp -d)"
  trap 'rm -rf "$part"' EXIT
  make_organisation "$part"
  # Moved into place as a whole: an interrupted run leaves nothing half made.
  mkdir -p "$(dirname "$data")"
  rm -rf "$data"
  mv "$part/data" "$data"
  rm -rf "$part"
  trap - EXIT
fi

write_config "$data"

cat <<TEXT

  Northbridge College is ready: http://$listen

  Sign in with the password "$password" as
    leader@northbridge.example         leadership: sees the journey to the certificate, what is in its way, and the forecast
    quality@northbridge.example        quality manager: gap analysis, audits, a complaint, corrective actions;
                                       under Evidence, Sources, something from the learning platform waits
    teacher@northbridge.example        staff: an overdue corrective action, for which a colleague stands in
    second.author@northbridge.example  stands in for the teacher; plans a corrective action and is in training
    author@northbridge.example         writes; has a draft that was sent back, and evaluates a course
    reviewer@northbridge.example       two documents wait for a review
    approver@northbridge.example       one document waits for an approval, one training is overdue
    auditor@northbridge.example        prepares an audit; reads everything, obsolete versions and audit trail
    admin@northbridge.example          administrator: organisation, people, import
    external@northbridge.example       external auditor: reads, changes nothing

  What Slack and Teams would show stands on http://127.0.0.1:$chat_port

  Ctrl-C stops the server. The data are in $data

TEXT
[ -n "$serve" ] || exit 0
if is_used "127.0.0.1:$chat_port"; then
  echo "Another program already listens on port $chat_port, so this demo shows nothing of Slack and Teams." >&2
else
  node deploy/chat_sink.mjs "$chat_port" &
  chat=$!
  trap 'kill "$chat" 2> /dev/null' EXIT
fi
"$provost" serve --data "$data" --listen "$listen"
