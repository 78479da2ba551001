#!/usr/bin/env bash
# Installs what is missing, builds, makes a small demo organisation and serves it on http://127.0.0.1:8080.
# Usage: deploy/demo.sh [--fresh] [--data DIR] [--listen ADDR:PORT] [--no-serve]
#   --fresh     throw the demo data away and make them anew
#   --no-serve  only make the data
set -euo pipefail
started_in="$PWD"
cd "$(dirname "$0")/.."
data="$PWD/demo-data"
listen=127.0.0.1:8080
fresh=""
serve=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --fresh) fresh=yes ;;
    --no-serve) serve="" ;;
    --data) data="$(cd "$started_in" && realpath -m "$2")"; shift ;;
    --listen) listen="$2"; shift ;;
    *) sed -n '2,5p' "$0"; exit 2 ;;
  esac
  shift
done

deploy/install.sh --run --build
cmake --preset release -DPROVOST_TESTS=OFF > /dev/null
cmake --build --preset release --target provost --parallel "$(nproc)"
provost="$PWD/build/release/provost"
password='demo password'

make_organisation() {
  local part="$1"
  local password_file="$part/password"
  mkdir -p "$part"
  echo "$password" > "$password_file"
  "$provost" init --data "$part/data" --organisation 'Northbridge College' --time-zone Europe/London \
    --admin admin@northbridge.example --admin-name 'Ada Admin' --password-file "$password_file" > /dev/null
  while IFS=';' read -r email name roles department; do
    "$provost" user add "$email@northbridge.example" --name "$name" --role "$roles" --department "$department" \
      --password-file "$password_file" --data "$part/data" > /dev/null
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
  "$provost" import docs_repo/starter --data "$part/data" --type policy --owner quality@northbridge.example --effective > /dev/null
  lifecycle "$part/data"
}

# Documents on every step of their way, by the same interface that programs use.
lifecycle() {
  local folder="$1" address out
  out="$(mktemp)"
  "$provost" serve --data "$folder" --listen 127.0.0.1:0 > "$out" 2>&1 &
  local server=$!
  until grep -q ' on http' "$out"; do
    kill -0 "$server" 2> /dev/null || { cat "$out" >&2; exit 1; }
    sleep 0.1
  done
  address="$(grep -o 'http://[0-9.:]*' "$out")/api/v1"
  token() { "$provost" token create "$1@northbridge.example" --data "$folder" --label demo; }
  local author reviewer approver
  author="$(token author)"; reviewer="$(token reviewer)"; approver="$(token approver)"
  call() { # token, method, path, JSON
    curl -sS --fail-with-body -o "$out.answer" -X "$2" -H "Authorization: Bearer $1" -H 'Content-Type: application/json' -d "$4" "$address$3" \
      || { cat "$out.answer" >&2; kill "$server"; exit 1; }
  }
  number() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["number"])' "$out.answer"; }
  new() { # title, text: prints the number
    call "$author" POST /documents "$(python3 -c 'import json, sys; print(json.dumps({"type": "policy", "title": sys.argv[1], "markdown": sys.argv[2], "reviewers": ["reviewer@northbridge.example"], "approvers": ["approver@northbridge.example"]}))' "$1" "$2")"
    number
  }
  local attendance devices trips homework
  attendance="$(new 'Attendance policy' $'# Attendance policy\n\nLearners attend every lesson. Teachers record attendance in the first ten minutes.\n\n## Absence\n\nA parent or guardian reports an absence before nine.\n')"
  call "$author" POST "/documents/$attendance/transitions" '{"event": "submit"}'
  call "$reviewer" POST "/documents/$attendance/transitions" '{"event": "review"}'
  call "$approver" POST "/documents/$attendance/transitions" "{\"event\": \"approve\", \"secret\": \"$password\"}"
  call "$author" POST "/documents/$attendance/transitions" '{"event": "revise", "comment": "Online lessons count as well"}'
  call "$author" PUT "/documents/$attendance/draft" '{"markdown": "# Attendance policy\n\nLearners attend every lesson, in the room or online. Teachers record attendance in the first ten minutes.\n\n## Absence\n\nA parent or guardian reports an absence before half past eight.\n", "change_description": "Online lessons count as well"}'
  call "$author" POST "/documents/$attendance/transitions" '{"event": "submit"}'
  devices="$(new 'Use of own devices' $'# Use of own devices\n\nLearners may use their own devices when a teacher says so.\n')"
  call "$author" POST "/documents/$devices/transitions" '{"event": "submit"}'
  trips="$(new 'School trips' $'# School trips\n\nEvery trip has a written risk assessment.\n')"
  call "$author" POST "/documents/$trips/transitions" '{"event": "submit"}'
  call "$reviewer" POST "/documents/$trips/transitions" '{"event": "review", "comment": "Clear and short."}'
  homework="$(new 'Homework' $'# Homework\n\nHomework takes an hour a day at most.\n')"
  call "$author" POST "/documents/$homework/transitions" '{"event": "submit"}'
  call "$reviewer" POST "/documents/$homework/transitions" '{"event": "request_changes", "comment": "Please say what holds for the younger years."}'
  kill "$server"
  wait "$server" || true
  rm -f "$out" "$out.answer"
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

cat <<TEXT

  Northbridge College is ready: http://$listen

  Sign in with the password "$password" as
    admin@northbridge.example      administrator: organisation, people, import
    quality@northbridge.example    quality manager: owns the documents in force
    author@northbridge.example     writes; has a draft that was sent back
    reviewer@northbridge.example   two documents wait for a review
    approver@northbridge.example   one document waits for an approval
    teacher@northbridge.example    staff: reads what is in force
    auditor@northbridge.example    reads everything, obsolete versions and audit trail
    leader@northbridge.example, external@northbridge.example, second.author@northbridge.example

  Ctrl-C stops the server. The data are in $data

TEXT
[ -z "$serve" ] || exec "$provost" serve --data "$data" --listen "$listen"
