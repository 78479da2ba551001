#!/usr/bin/env bash
# Installs what is missing on Debian 12: deploy/install.sh [--run] [--build] [--test]   (default: --run --build)
# Asks nothing; needs root or sudo only when something is missing.
set -euo pipefail
cd "$(dirname "$0")"
[ $# -eq 0 ] && set -- --run --build
wanted=()
node_wanted=""
for part in "$@"; do
  case "$part" in
    --run | --build | --test)
      while read -r package; do wanted+=("$package"); done < "packages-${part#--}.txt"
      [ "$part" = --run ] || node_wanted=yes
      ;;
    *)
      echo "install.sh: unknown part $part; known: --run --build --test" >&2
      exit 2
      ;;
  esac
done
if [ -n "$node_wanted" ]; then
  command -v node > /dev/null || wanted+=(nodejs)
  command -v npm > /dev/null || wanted+=(npm)
fi

missing=()
for package in "${wanted[@]}"; do
  state="$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null || true)"
  [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo > /dev/null || { echo "install.sh: run this as root, or install sudo: ${missing[*]} are missing" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing: ${missing[*]}"
# What is there already is named too: it keeps apt from considering another version of Boost for a new package.
# The tests start a PostgreSQL of their own; Debian's package must not start one beside it.
if printf '%s\n' "${missing[@]}" | grep -qx postgresql && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
  "${as_root[@]}" mkdir -p /etc/postgresql-common
  echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf > /dev/null
fi
log="$(mktemp)"
if ! { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q \
  && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${wanted[@]}"; } > "$log" 2>&1; then
  tail -20 "$log" >&2
  echo "install.sh: the packages could not be installed; the whole output is in $log" >&2
  exit 1
fi
rm -f "$log"
