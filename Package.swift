// swift-tools-version: 6.2
// One target per idea; arrows point down only (see docs/architecture.md).

import PackageDescription

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let relaxed: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library or executable target of the product, always with the strict settings.
func target(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [],
    plugins: [Target.PluginUsage] = []
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict, plugins: plugins)
}

/// A test target `<name>Tests` beside the source target it mirrors.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies, swiftSettings: relaxed)
}

let package = Package(
    name: "deepmock",
    products: [
        .executable(name: "deepmock", targets: ["deepmock"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // C libraries.
        .target(name: "CSpawn"),
        .systemLibrary(name: "CLibUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CFileSpace"),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CTLS", pkgConfig: "libssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),

        // The floor: no domain.
        target("JSON", ["System"]),
        .target(name: "CProcess"),
        target("System", ["CFileSpace", "CMalloc", "CProcess"]),
        target("HTTP", ["System"]),
        target("EventLoop", ["CLibUV"]),
        target("Zlib", ["CZlib"]),
        target("TLS", ["CTLS", "System"]),
        target("Server", ["EventLoop", "HTTP", "System", "TLS", "Zlib"]),
        .target(name: "CPageCache", dependencies: ["CSQLite"]),
        target("Store", ["CPageCache", "CSQLite", "Crypto", "System"]),
        target("Contract", ["JSON", "System"]),
        target("Verdict", ["JSON"]),
        target("Formats", ["CJPEG", "CPNG", "CZip", "System", "Zlib"]),
        target("Crypto", ["CCrypto", "System"]),

        // Contracts, schema, timings and seeds inside the binary.
        target("Embedding", ["Contract", "JSON", "Store", "System", .product(name: "Yams", package: "Yams")]),
        .executableTarget(name: "EmbedTool", dependencies: ["Embedding", "System"], swiftSettings: strict),
        .plugin(name: "EmbedPlugin", capability: .buildTool(), dependencies: ["EmbedTool"]),
        target("Embedded", ["Store"], plugins: ["EmbedPlugin"]),

        // The emulator and what it emulates.
        target("Emulator", ["Contract", "Crypto", "HTTP", "JSON", "Store", "System"]),
        target(
            "Control", ["Contract", "Crypto", "Emulator", "Formats", "HTTP", "JSON", "Store", "System", "Verdict"]),
        target(
            "Dashboard", ["Contract", "Emulator", "HTTP", "JSON", "System"], exclude: ["Assets"],
            plugins: ["EmbedPlugin"]),
        target("DeepVA", ["Contract", "Crypto", "Emulator", "Formats", "HTTP", "JSON", "Store", "System"]),
        target("DeepOpinion", ["Contract", "Crypto", "Emulator", "Formats", "HTTP", "JSON", "Store", "System"]),
        target(
            "DeepenTools", ["Contract", "Crypto", "Emulator", "Formats", "HTTP", "JSON", "Store", "System", "Zlib"]),
        target("DeepenCalibrate", ["Contract", "Crypto", "Emulator", "Formats", "HTTP", "JSON", "Store", "System"]),
        target(
            "Host",
            [
                "Contract", "Control", "Crypto", "Dashboard", "DeepOpinion", "DeepVA", "DeepenCalibrate", "DeepenTools",
                "Embedded", "Emulator", "EventLoop", "HTTP", "JSON", "Server", "Store", "System", "TLS", "Verdict",
            ]
        ),
        target("Exec", ["CSpawn", "EventLoop", "Host", "JSON", "System", "TLS"]),
        .executableTarget(
            name: "deepmock",
            dependencies: [
                "Contract", "Embedded", "Emulator", "EventLoop", "Exec", "HTTP", "Host", "JSON", "Server", "System",
                "TLS",
                "Verdict",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),

        // The benchmark's yardstick.
        .executableTarget(
            name: "CannedResponder", dependencies: ["EventLoop", "System"], swiftSettings: strict),

        // Tests mirror sources.
        tests("JSON", ["JSON"]),
        tests("System", ["System"]),
        tests("HTTP", ["HTTP", "System"]),
        tests("EventLoop", ["EventLoop"]),
        tests("Zlib", ["Zlib"]),
        .target(name: "TLSPeer", dependencies: ["CTLS"], path: "Tests/TLSPeer", swiftSettings: relaxed),
        tests("Exec", ["Exec"]),
        tests("TLS", ["System", "TLS", "TLSPeer"]),
        tests("Server", ["EventLoop", "HTTP", "Server", "System", "TLS", "TLSPeer", "Zlib"]),
        tests("Store", ["Store", "System"]),
        tests("Contract", ["Contract", "JSON", "System"]),
        tests("Verdict", ["JSON", "Verdict"]),
        tests("Embedding", ["Embedding", "System"]),
        .target(name: "Mutations", path: "Tests/Mutations", swiftSettings: relaxed),
        tests("Formats", ["Formats", "Mutations", "System"]),
        tests("Crypto", ["Crypto", "System"]),
        .target(
            name: "TestSupport",
            dependencies: ["Contract", "Emulator", "Formats", "HTTP", "Host", "JSON", "Store", "System"],
            path: "Tests/TestSupport",
            swiftSettings: relaxed
        ),
        // Disks and calls that fail, for tests of durability.
        .target(name: "CFileFaults", path: "Tests/CFileFaults"),
        .target(
            name: "FaultInjection", dependencies: ["CSQLite", "Crypto", "System"], path: "Tests/FaultInjection",
            swiftSettings: relaxed),
        tests(
            "Emulator",
            [
                "CFileFaults", "CSQLite", "Contract", "Embedding", "Emulator", "EventLoop", "FaultInjection", "HTTP",
                "Host", "JSON", "Store", "System", "TestSupport",
            ]),
        tests("Control", ["Contract", "Crypto", "Emulator", "Formats", "HTTP", "JSON", "System", "TestSupport"]),
        tests("Dashboard", ["Emulator", "HTTP", "JSON", "TestSupport"]),
        tests("DeepVA", ["Crypto", "DeepVA", "Emulator", "Formats", "JSON", "Store", "System", "TestSupport"]),
        tests(
            "DeepOpinion", ["Crypto", "DeepOpinion", "Emulator", "Formats", "JSON", "Store", "System", "TestSupport"]),
        tests("DeepenTools", ["DeepenTools", "Emulator", "Formats", "JSON", "Store", "System", "TestSupport", "Zlib"]),
        tests("DeepenCalibrate", ["JSON", "TestSupport"]),
        tests("Conformance", ["Contract", "Emulator", "Formats", "JSON", "System", "TestSupport"]),
        tests("Documentation", ["Contract", "Emulator", "Host", "JSON", "TestSupport"]),
        tests("Live", ["Crypto", "Formats", "JSON", "Store", "TestSupport", "Zlib", "deepmock"]),

        // Every reader of what a peer sends, on any bytes.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Contract", "Control", "Embedding", "Emulator", "Formats", "HTTP", "JSON", "Store", "System", "TLS",
                "TLSPeer",
            ],
            path: "Tests/Fuzz/Targets",
            swiftSettings: relaxed
        ),
        tests("Fuzz", ["FuzzTargets", "Mutations", "System"]),

        // The worked example of docs/adding-a-platform.md.
        .target(
            name: "Harbour", dependencies: ["Emulator", "JSON", "Store"],
            path: "Tests/Example/Sources/Harbour", swiftSettings: strict),
        tests("Example", ["Contract", "Embedding", "Emulator", "Harbour", "Host", "JSON", "Store", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)

// libFuzzer: `make fuzz` says where its library is.
if let library = Context.environment["DEEPMOCK_LIBFUZZER"] {
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
        .executableTarget(
            name: "Fuzz", dependencies: ["CFuzzer", "FuzzTargets"], path: "Tests/Fuzz/Runner", swiftSettings: relaxed,
            linkerSettings: [.unsafeFlags([library]), .linkedLibrary("stdc++")]),
    ]
}
