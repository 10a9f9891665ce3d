// One operation of a contract, without its schemas.

/// One operation: its identity, its route, and what the pipeline has to do for it.
public final class Operation: Sendable {
    /// The index in `Catalogue.operations`.
    public let index: Int
    /// The `operationId`, unique in its platform.
    public let id: String
    /// The platform's id, for example `deepva`.
    public let platform: String
    /// The request method in upper case.
    public let method: String
    /// The documented path with its captures, for example `/api/v1/jobs/{job_id}/`.
    public let template: String
    /// The evidence for the operation.
    public let evidence: Evidence
    /// The tags, in the order of the contract.
    public let tags: [String]
    /// One line on what the operation does.
    public let summary: String
    /// The success status: the lowest declared 2xx, unless the contract names another (`x-success`).
    public let successStatus: Int
    /// The page dialect of a list response; nil if the response is not a page.
    public let page: PageDialect?
    /// The encodings in which a body is accepted; empty if the operation takes no body.
    public let bodyKinds: [BodyKind]
    /// The names of the resolvers (`x-scope`) of the path parameters that name records, in path order.
    public let scopes: [String]
    /// The role that the caller needs (`x-role`); nil if any caller will do.
    public let role: String?
    /// The required credentials.
    public let authentication: Security
    /// The member of the answer with the id of the record that it creates (`x-creates`), such as `id` or `tag.id`; nil if
    /// it creates none, or none of its own.
    public let creates: String?
    /// Whether this is the second operation of a template, chosen when a capture is not an integer (`x-by-name`).
    public let isByName: Bool

    /// The number of captures in the template. An alias may have fewer (`x-body-member`).
    public let captureCount: Int

    /// `platform/operationId`, unique among all platforms: the name that coverage files use.
    public let name: String

    /// Whether a valid credential is required.
    public var security: Bool { authentication == .required }

    init(
        index: Int,
        id: String,
        platform: String,
        method: String,
        template: String,
        evidence: Evidence,
        tags: [String],
        summary: String,
        successStatus: Int,
        page: PageDialect?,
        bodyKinds: [BodyKind],
        scopes: [String],
        role: String?,
        authentication: Security,
        creates: String?,
        isByName: Bool
    ) {
        self.index = index
        self.id = id
        self.platform = platform
        name = platform + "/" + id
        self.method = method
        self.template = template
        self.evidence = evidence
        self.tags = tags
        self.summary = summary
        self.successStatus = successStatus
        self.page = page
        self.bodyKinds = bodyKinds
        self.scopes = scopes
        self.role = role
        self.authentication = authentication
        self.creates = creates
        self.isByName = isByName
        captureCount = template.utf8.count { $0 == UInt8(ascii: "{") }
    }
}
