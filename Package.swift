// swift-tools-version: 6.2
// One target per idea; arrows point down only (see the source tour in README.md).

import PackageDescription

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let relaxed: [SwiftSetting] = [
    .treatAllWarnings(as: .error)
]

/// A library or executable target of the product, always with the strict settings.
func target(_ name: String, _ dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict, plugins: plugins)
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
        .systemLibrary(name: "CLibUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),

        // The floor: no domain.
        target("JSON"),
        target("System"),
        target("HTTP", ["System"]),
        target("EventLoop", ["CLibUV"]),
        target("Server", ["EventLoop", "HTTP", "System"]),
        target("Store", ["CSQLite", "System"]),
        target("Contract", ["JSON"]),
        target("Formats", ["CZip", "CZlib", "CJPEG", "CPNG", "System"]),
        target("Crypto", ["CCrypto", "System"]),

        // Contracts, schema, timings and seeds inside the binary.
        target("Embedding", ["Contract", "JSON", "Store", "System", .product(name: "Yams", package: "Yams")]),
        .executableTarget(name: "EmbedTool", dependencies: ["Embedding", "System"], swiftSettings: strict),
        .plugin(name: "EmbedPlugin", capability: .buildTool(), dependencies: ["EmbedTool"]),
        target("Embedded", ["Store"], plugins: ["EmbedPlugin"]),

        // The emulator and what it emulates.
        target("Emulator", ["JSON", "System", "HTTP", "Store", "Contract", "Crypto"]),
        target("Control", ["Emulator", "Formats"]),
        target("DeepVA", ["Emulator", "Formats"]),
        target("DeepOpinion", ["Emulator", "Formats"]),
        target("DeepenTools", ["Emulator", "Formats"]),
        target("DeepenCalibrate", ["Emulator", "Formats"]),
        target(
            "Host",
            [
                "Server", "EventLoop", "Emulator", "Embedded", "Control", "DeepVA", "DeepOpinion", "DeepenTools",
                "DeepenCalibrate",
            ]
        ),
        .executableTarget(
            name: "deepmock",
            dependencies: ["Host", "Embedded", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict
        ),

        // The benchmark's yardstick.
        .executableTarget(
            name: "CannedResponder", dependencies: ["EventLoop", "System"], swiftSettings: strict),

        // Tests mirror sources.
        tests("JSON", ["JSON"]),
        tests("System", ["System"]),
        tests("HTTP", ["HTTP"]),
        tests("EventLoop", ["EventLoop"]),
        tests("Server", ["Server"]),
        tests("Store", ["Store"]),
        tests("Contract", ["Contract"]),
        tests("Embedding", ["Embedding", "System"]),
        tests("Formats", ["Formats"]),
        tests("Crypto", ["Crypto"]),
        .target(
            name: "TestSupport",
            dependencies: [
                "Emulator", "Host", "Control", "DeepVA", "DeepOpinion", "DeepenTools", "DeepenCalibrate", "Formats",
            ],
            path: "Tests/TestSupport",
            swiftSettings: relaxed
        ),
        tests("Emulator", ["Emulator", "Embedding", "Host", "TestSupport"]),
        tests("Control", ["Control", "TestSupport"]),
        tests("DeepVA", ["DeepVA", "TestSupport"]),
        tests("DeepOpinion", ["DeepOpinion", "TestSupport"]),
        tests("DeepenTools", ["DeepenTools", "TestSupport"]),
        tests("DeepenCalibrate", ["DeepenCalibrate", "TestSupport"]),
        tests("Conformance", ["TestSupport"]),
        tests("Documentation", ["Emulator", "JSON", "TestSupport"]),
        tests("Live", ["TestSupport", "deepmock", "Store", "Crypto"]),
    ],
    swiftLanguageModes: [.v6]
)
