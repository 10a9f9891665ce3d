#!/usr/bin/env bash
# Makes what the released binary is linked with, in the folder $1: `sysroot`, the C library of an older Debian, so that
# the binary runs there too, and `static`, everything else as archives. Also `copyright`, their terms.
#
# libraries.sh FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)

# The oldest Debian with packages on the mirrors; its glibc is the floor of every package.
floor=bullseye
# shellcheck source=/dev/null
codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
multiarch=$(dpkg-architecture -qDEB_HOST_MULTIARCH)

stamp=$(sha256sum "$here/libraries.sh" "$here/compat.c" | sha256sum)
[ "$(cat "$folder/stamp" 2>/dev/null)" = "$stamp" ] && exit 0
rm -rf "$folder" && mkdir -p "$folder"/{sysroot,static,copyright,work/lists/partial,work/cache/archives/partial}
cd "$folder/work"

# The mirror that this machine's own packages come from.
mirror=$(apt-get indextargets --format '$(REPO_URI)' \
    "Codename: $codename" 'Origin: Debian' 'Component: main' 'Created-By: Packages' | head -n 1)
[ -n "$mirror" ] || { echo "apt has no list of Debian's packages: run apt-get update" >&2; exit 1; }
cat >sources.list <<EOF
deb $mirror $floor main
deb-src $mirror $codename main
EOF
cat >apt.conf <<EOF
Dir::Etc::sourcelist "$PWD/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$PWD";
Dir::State::lists "$PWD/lists";
Dir::State::status "/dev/null";
Dir::Cache "$PWD/cache";
APT::Sandbox::User "";
EOF
export APT_CONFIG=$PWD/apt.conf
apt-get update -qq

# The C library of the floor, with GCC's start files and unwinder of that time.
apt-get download -qq libc6 libc6-dev libgcc-10-dev libgcc-s1
for package in ./*.deb; do dpkg-deb -x "$package" ../sysroot; done
# Absolute links would lead out of it.
find ../sysroot -type l -lname '/*' | while read -r link; do
    ln -sfn "$(realpath -ms --relative-to="$(dirname "$link")" "../sysroot$(readlink "$link")")" "$link"
done
cp ../sysroot/usr/share/doc/libgcc-s1/copyright ../copyright/gcc 2>/dev/null \
    || cp ../sysroot/usr/share/doc/gcc-10-base/copyright ../copyright/gcc 2>/dev/null \
    || cp /usr/share/doc/gcc-12-base/copyright ../copyright/gcc

# The libraries as archives: Debian's own, of the versions whose headers the build has used.
for library in uv_a:uv sqlite3 ssl crypto turbojpeg png16 z bz2; do
    ln -s "/usr/lib/$multiarch/lib${library%:*}.a" "../static/lib${library#*:}.a"
done
ln -s "$(gcc -print-file-name=libstdc++.a)" ../static/libstdc++.a
for package in libuv1-dev libsqlite3-dev libssl-dev libturbojpeg0-dev libpng-dev zlib1g-dev libbz2-dev libzip-dev; do
    cp "/usr/share/doc/$package/copyright" "../copyright/$package"
done

# What the dashboard is made with goes along as text.
[ ! -e /usr/share/doc/node-preact/copyright ] || cp /usr/share/doc/node-preact/copyright ../copyright/node-preact

# Debian has no archive of libzip: it is built from Debian's source, with what Debian's has.
apt-get source -qq --download-only "libzip=$(dpkg-query -W -f='${source:Version}' libzip-dev)" >/dev/null
dpkg-source -x --no-check libzip_*.dsc libzip >/dev/null
# Without arc4random, which the floor's C library lacks, libzip reads /dev/urandom.
cmake -S libzip -B libzip-build -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DBUILD_TOOLS=OFF \
    -DBUILD_REGRESS=OFF -DBUILD_EXAMPLES=OFF -DBUILD_DOC=OFF -DENABLE_GNUTLS=OFF -DENABLE_MBEDTLS=OFF \
    -DENABLE_LZMA=OFF -DHAVE_ARC4RANDOM=OFF -Wno-dev -DCMAKE_C_FLAGS="-w -ffile-prefix-map=$PWD=." >cmake.log
cmake --build libzip-build -j2 >>cmake.log
cp libzip-build/lib/libzip.a ../static/
gcc -O2 -c "$here/compat.c" -o ../static/compat.o

cd "$folder" && rm -rf work && echo "$stamp" >stamp
