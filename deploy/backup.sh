#!/bin/sh
# Dump the database and pack the files into one dated folder; keep the newest 14.
set -eu
umask 077
target=${1:?say where backups are kept}
here=$target/$(date +%Y-%m-%d-%H%M)
mkdir -p "$here"
pg_dump --format=custom --file "$here/database.dump" "$DATABASE_URL"
data=${SAKAGURU_DATA:-var}
tar -C "$data" -czf "$here/files.tar.gz" --exclude=./postgres --exclude=./static \
  --exclude=./log --exclude=./test-postgres .
find "$target" -mindepth 1 -maxdepth 1 -type d -name '20*' | sort | head -n -14 |
  while read -r old; do rm -rf "$old"; done
