#!/usr/bin/env bash
# Fails for an include against the folder table of ARCHITECTURE.md, for a library outside its place, and for a file that
# has grown past 500 lines: deploy/check_layers.sh [FOLDER]
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"
problems=0
complain() { echo "$1"; problems=$((problems + 1)); }
sources() { find "$@" \( -name '*.cpp' -o -name '*.hpp' \) -not -path '*/node_modules/*' 2> /dev/null; }

forbid() { # folder, pattern, what
  local hits
  hits="$(sources "$1" | xargs -r grep -nE "#include [\"<]($2)" || true)"
  [ -z "$hits" ] || complain "$3:"$'\n'"$hits"
}
forbid docs_repo 'workflows/|server/|templates/|integrations/|tests/' 'docs_repo may use third-party libraries only'
forbid templates 'workflows/|server/|docs_repo/|integrations/|tests/' 'templates may use third-party libraries only'
forbid workflows 'server/|templates/|integrations/|tests/' 'workflows may use docs_repo only'
forbid integrations 'workflows/|server/|docs_repo/|templates/|tests/' 'integrations may use third-party libraries only'
forbid server 'tests/' 'server must not use tests'

hits="$(sources docs_repo templates workflows integrations server | grep -vE '^server/http/|^integrations/http_client/' | xargs -r grep -nE '#include <boost/(beast|asio)' || true)"
[ -z "$hits" ] || complain "Beast and Asio belong in server/http and integrations/http_client:"$'\n'"$hits"
hits="$(sources docs_repo templates workflows integrations server | grep -v '^workflows/store/' | xargs -r grep -nE '#include <soci/' || true)"
[ -z "$hits" ] || complain "SOCI belongs in workflows/store:"$'\n'"$hits"
hits="$(sources workflows server | grep -vE '^workflows/store/|_store\.cpp$' | xargs -r grep -nE '"(SELECT|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM) ' || true)"
[ -z "$hits" ] || complain "SQL belongs in workflows/store and in the areas' *_store.cpp:"$'\n'"$hits"
while read -r lines file; do
  [ "$file" = total ] && continue
  [ "$lines" -le 500 ] || complain "$file has $lines lines; the most is 500"
done < <(sources docs_repo templates workflows integrations server tests | xargs wc -l)

[ "$problems" -eq 0 ] || { echo "check_layers.sh: $problems problems"; exit 1; }
echo "The layers hold."
