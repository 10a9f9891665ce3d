// The readers that any bytes are given to, by name.

/// One reader of what a peer or a user sends.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// Requests on a connection.
    case httpHead = "http-head"
    /// What follows the head of a chunked request.
    case httpChunked = "http-chunked"
    /// Multipart bodies with the boundary `b`.
    case multipart
    /// URL-encoded forms.
    case form
    /// Request targets.
    case target
    /// JSON texts.
    case json
    /// Tables with commas.
    case csv
    /// Workbooks, or the rows of a sheet.
    case xlsx
    /// PDF documents.
    case pdf
    /// Headers of videos.
    case mp4
    /// JPEG pictures.
    case jpeg
    /// PNG pictures.
    case png
    /// Archives.
    case zip
    /// Snapshot files, or damage to a sound database.
    case snapshot
    /// Addresses of webhook receivers.
    case webhookURL = "webhook-url"
    /// Contract files in YAML.
    case contract
    /// Connections that want TLS.
    case tls

    /// Reads the bytes. A refusal is as good an end as a value.
    ///
    /// - Returns: whether there was a value.
    /// - Throws: ``BrokenPromise`` when the reader gives what it must never give.
    @discardableResult
    public func run(_ bytes: [UInt8]) throws -> Bool {
        switch self {
        case .httpHead: try Wire.requests(bytes)
        case .httpChunked: try Wire.chunkedBody(bytes)
        case .multipart: try Forms.multipart(bytes)
        case .form: try Forms.urlEncoded(bytes)
        case .target: try Wire.target(bytes)
        case .json: try JSONText.read(bytes)
        case .csv: try Tables.csv(bytes)
        case .xlsx: try Tables.xlsx(bytes)
        case .pdf: try Documents.pdf(bytes)
        case .mp4: try Media.mp4(bytes)
        case .jpeg, .png: try Media.picture(bytes)
        case .zip: try Archives.zip(bytes)
        case .snapshot: try Archives.snapshot(bytes)
        case .webhookURL: try Addresses.webhook(bytes)
        case .contract: try ContractText.read(bytes)
        case .tls: try Secure.session(bytes)
        }
    }
}
