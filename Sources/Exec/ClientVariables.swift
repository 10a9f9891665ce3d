// The variables by which clients find the server and trust it. Pure: from what is set to what will be.

import JSON

/// What a command must know to reach the server.
struct ClientVariables {
    /// The server's URL, without a final slash.
    let base: String
    /// The port of the proxy, which is the server itself.
    let port: Int
    /// The token of the control plane, if it asks for one.
    let adminToken: String?
    /// The first credentials of the tenant `default`, by platform.
    let credentials: JSON
    /// The file with the certificate of our authority.
    let authorityPath: String
    /// The file with that certificate and all roots that were trusted before.
    let bundlePath: String
    /// The same for Java.
    let trustStorePath: String
    let trustStorePassword: String
    /// Names of services that are reached without the proxy, because they lead to this machine.
    let directHosts: [String]
    /// Names of services that must not be passed by.
    let serviceHosts: [String]

    /// Variables that replace what a client trusts.
    static let replacing = [
        "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "CARGO_HTTP_CAINFO", "PIP_CERT",
        "BUNDLE_SSL_CA_CERT", "npm_config_cafile", "AWS_CA_BUNDLE",
    ]
    /// Variables that add to what a client trusts.
    static let adding = ["NODE_EXTRA_CA_CERTS", "DENO_CERT"]
    private static let proxies = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
    private static let loopback = ["localhost", "127.0.0.1", "::1"]

    /// The environment of the command.
    func merged(into environment: [String: String]) -> [String: String] {
        var merged = environment
        let proxy = "http://127.0.0.1:\(port)"
        for name in Self.proxies {
            merged[name] = proxy
            merged[name.lowercased()] = proxy
        }
        let direct = directList(environment)
        merged["NO_PROXY"] = direct.joined(separator: ",")
        merged["no_proxy"] = merged["NO_PROXY"]
        // Node 22.21 and 24 follow the proxy's variables only when they are told to.
        merged["NODE_USE_ENV_PROXY"] = "1"
        for name in Self.replacing { merged[name] = bundlePath }
        for name in Self.adding { merged[name] = authorityPath }
        merged["JAVA_TOOL_OPTIONS"] = javaOptions(environment["JAVA_TOOL_OPTIONS"], direct: direct)
        merged["DEEPMOCK_URL"] = base
        merged["DEEPMOCK_ADMIN"] = base + "/__admin"
        merged["DEEPMOCK_CA"] = authorityPath
        if let adminToken { merged["DEEPMOCK_ADMIN_TOKEN"] = adminToken }
        for (name, value) in credentialVariables { merged[name] = value }
        return merged
    }

    /// What is reached without the proxy: what was set before, as far as it does not pass our services by, and this
    /// machine.
    private func directList(_ environment: [String: String]) -> [String] {
        var list: [String] = []
        for name in ["NO_PROXY", "no_proxy"] {
            for item in (environment[name] ?? "").split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
            where !list.contains(item) && !passesServicesBy(item) { list.append(item) }
        }
        return list + (Self.loopback + directHosts).filter { !list.contains($0) }
    }

    private func passesServicesBy(_ item: String) -> Bool {
        guard item != "*" else { return true }
        let name = item.split(separator: ":").first.map { $0.lowercased() } ?? ""
        let suffix = name.hasPrefix("*") ? String(name.dropFirst()) : name.hasPrefix(".") ? name : "." + name
        return serviceHosts.contains { $0 == name || $0.hasSuffix(suffix) }
    }

    private func javaOptions(_ existing: String?, direct: [String]) -> String {
        let hosts = direct.map { item in
            switch item {
            case "127.0.0.1": "127.*"
            case "::1": "[::1]"
            default: item.hasPrefix(".") ? "*" + item : item
            }
        }
        let options = [
            "-Dhttp.proxyHost=127.0.0.1", "-Dhttp.proxyPort=\(port)", "-Dhttps.proxyHost=127.0.0.1",
            "-Dhttps.proxyPort=\(port)", "-Dhttp.nonProxyHosts=" + hosts.joined(separator: "|"),
            "-Djavax.net.ssl.trustStore=" + trustStorePath, "-Djavax.net.ssl.trustStoreType=PKCS12",
            "-Djavax.net.ssl.trustStorePassword=" + trustStorePassword,
        ].map { $0.contains(" ") ? "\"\($0)\"" : $0 }
        return ((existing.map { [$0] } ?? []) + options).joined(separator: " ")
    }

    /// Such as `DEEPMOCK_DEEPVA_KEY` and `DEEPMOCK_DEEPEN_TOOLS_CLIENT_ID`.
    private var credentialVariables: [(String, String)] {
        (credentials.object ?? [:]).flatMap { platform, members in
            (members.object ?? [:]).map { member, value in
                (Self.name(platform, member), value.string ?? value.description)
            }
        }
    }

    private static func name(_ words: String...) -> String {
        "DEEPMOCK_" + words.joined(separator: "_").uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}
