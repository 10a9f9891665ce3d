// What clients have stored never runs in the origin of the server.

import Contract

/// Makes downloads harmless to a browser. Whoever may store a page could otherwise let it act as a page of the server,
/// which the control plane trusts.
enum StoredContent {
    /// Media types that a browser may run or render as a document with scripts.
    private static let activeTypes: Set<String> = [
        "text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "text/javascript",
        "application/javascript", "application/ecmascript", "text/ecmascript", "application/pdf", "text/xsl",
    ]

    private static let policyHeader = "Content-Security-Policy"

    /// Whether a browser may run content of this type.
    static func isActive(_ mediaType: String) -> Bool {
        let name = mediaType.prefix { $0 != ";" && $0 != " " }.lowercased()
        return activeTypes.contains(name) || name.hasSuffix("+xml")
    }

    /// The media type and headers under which content leaves. It keeps its type, but is not guessed to be another one, and
    /// opens in an origin of its own. Behind links that need no credentials, which any page can follow, it is only saved.
    ///
    /// What brings a policy of its own is a page of the server itself, and stays as it is.
    ///
    /// - Parameter headers: those of the reply; they come first.
    static func guarded(
        _ mediaType: String, headers: [(name: String, value: String)], operation: Operation?
    ) -> (mediaType: String, headers: [(name: String, value: String)]) {
        guard !headers.contains(where: { $0.name == policyHeader }) else { return (mediaType, headers) }
        var headers = headers
        var mediaType = mediaType
        if operation?.authentication == Security.none {
            if isActive(mediaType) { mediaType = "application/octet-stream" }
            if !headers.contains(where: { $0.name.lowercased() == "content-disposition" }) {
                headers.append(("Content-Disposition", "attachment"))
            }
        }
        headers.append(("X-Content-Type-Options", "nosniff"))
        headers.append((policyHeader, "sandbox"))
        return (mediaType, headers)
    }
}
