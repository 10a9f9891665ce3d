#!/usr/bin/env bash
# Links the objects of a release build once more, against the libraries that libraries.sh has made: the binary needs
# nothing but a C library then. Its debug symbols go to a file of their own, found by the build id.
#
# link.sh RELEASE_FOLDER LIBRARIES OUTPUT   writes OUTPUT and OUTPUT.debug
set -euo pipefail
objects=$(cd "$1" && pwd -P)/deepmock.product/Objects.LinkFileList
libraries=$(cd "$2" && pwd)
output=$3

link() {
    swiftc -static-stdlib -emit-executable -module-name deepmock "@$objects" -L"$libraries/static" \
        "$libraries/static/compat.o" -lbz2 -lpthread -ldl -Xclang-linker --sysroot="$libraries/sysroot" \
        -Xclang-linker -static-libgcc -Xlinker --gc-sections -Xlinker --defsym -Xlinker main=deepmock_main \
        -Xlinker --as-needed -Xlinker -z -Xlinker relro -Xlinker -z -Xlinker now "$@" 2>"$output.log" \
        || { cat "$output.log" >&2; return 1; }
    rm "$output.log"
}

# The id is that of the code: debug symbols name the folder of the build, and must not change the binary.
link -Xlinker -s -Xlinker --build-id=none -o "$output"
id=$(sha1sum "$output" | cut -d' ' -f1)
link -g -Xlinker --build-id=0x"$id" -o "$output.whole"
objcopy --only-keep-debug --compress-debug-sections=zlib "$output.whole" "$output.debug"
objcopy --strip-all "$output.whole" "$output"
rm "$output.whole"
chmod 644 "$output.debug"
