// A client's tour of a platform: it fills a world, and knows how to ask for everything that is printed.

import Contract
import Emulator
import JSON
import TestSupport
import Testing

/// A request that can be sent, apart from the members that an entry prints.
struct PreparedRequest {
    /// Values of captures of the path.
    var captures: [String: String] = [:]
    /// Values of printed members, by path: those that must be true, for example numbers of records.
    var values: [String: JSON] = [:]
    /// Members that are not printed and are needed all the same.
    var more: JSONObject = [:]
    /// Contents of files, by the name of the member.
    var files: [String: (name: String, bytes: [UInt8])] = [:]
    /// The token of the account that may send it, if it is not that of the tour.
    var token: String?
    /// The request of an operation that takes no members here, or takes something else.
    var request: TestRequest?
}

/// A world with records in the states that the samples show, and the answers that a client has got in it.
class PrintedTour {
    let world: World
    let platform: String
    /// Values of captures, for all operations.
    var captures: [String: String] = [:]
    /// Values of captures for single operations.
    var ownCaptures: [String: [String: String]] = [:]
    /// Queries with which single operations are read.
    var queries: [String: String] = [:]
    /// Tokens of others than the demo account, for single operations.
    var tokens: [String: String] = [:]
    /// Makes the request of an operation; each call may make records for it.
    var requests: [String: () throws -> PreparedRequest] = [:]
    /// Answers by operation, or by entry where two entries of an operation differ.
    private(set) var answers: [String: [TestAnswer]] = [:]
    private var count = 0

    init(_ platform: String) throws {
        self.platform = platform
        world = try World()
    }

    /// The tour of a platform, ready.
    static func made(_ platform: String) throws -> PrintedTour {
        switch platform {
        case "deepen-calibrate": try CalibrateTour()
        case "deepen-tools": try ToolsTour()
        case "deepva": try DeepVATour()
        default: try StudioTour()
        }
    }

    /// A number that was not used before, for names that must be unique.
    func next() -> Int {
        count += 1
        return count
    }

    /// The request with the credentials of the platform, as an operation needs them.
    func authorised(_ request: TestRequest, for operation: String = "", token: String? = nil) -> TestRequest {
        switch platform {
        case "deepva": request.key()
        case "deepopinion": request.bearer(token ?? tokens[operation] ?? "default:tour")
        default: request.bearer()
        }
    }

    // MARK: - Requests

    /// The operation with this name.
    func operation(_ name: String) throws -> Operation {
        try #require(world.emulator.catalogue.operation(named: "\(platform)/\(name)"), "\(platform) has no \(name)")
    }

    /// The path of an operation with its captures filled; `values` win over those of the tour.
    func path(of name: String, _ values: [String: String] = [:]) throws -> String {
        try operation(name).template.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            guard segment.hasPrefix("{") else { return String(segment) }
            let capture = String(segment.dropFirst().dropLast())
            let value = values[capture] ?? ownCaptures[name]?[capture] ?? captures[capture]
            return try #require(value, "\(name) needs a value for \(capture)")
        }.joined(separator: "/")
    }

    /// Sends a request that must succeed and keeps the answer as one of the operation's, or of the entry's.
    @discardableResult
    func show(
        _ name: String, _ request: TestRequest, as entry: String? = nil, location: SourceLocation = #_sourceLocation
    ) throws -> TestAnswer {
        let answer = try world.send(authorised(request, for: name), location: location)
        let isRight =
            (200..<300).contains(answer.status)
            && answer.header("X-Deepmock-Operation") == "\(platform)/\(name)"
        #expect(isRight, "\(name): \(answer.status) \(answer.text.prefix(300))", sourceLocation: location)
        if isRight { answers[entry ?? "\(platform)/\(name) response", default: []].append(answer) }
        return answer
    }

    /// Reads by an operation and keeps the answer.
    @discardableResult
    func read(
        _ name: String, _ values: [String: String] = [:], query: String? = nil, as entry: String? = nil,
        location: SourceLocation = #_sourceLocation
    ) throws -> TestAnswer {
        let query = query ?? queries[name] ?? ""
        let target = try path(of: name, values) + (query.isEmpty ? "" : "?\(query)")
        return try show(name, TestRequest(operation(name).method, target), as: entry, location: location)
    }

    /// Sends a request that is part of the preparation and must succeed.
    @discardableResult
    func prepare(_ request: TestRequest, location: SourceLocation = #_sourceLocation) throws -> TestAnswer {
        let answer = try world.send(authorised(request), location: location)
        #expect(
            (200..<300).contains(answer.status), "\(answer.status) \(answer.text.prefix(300))", sourceLocation: location
        )
        return answer
    }

    /// The number or text of a member of an answer, as paths and bodies want it.
    func id(_ answer: TestAnswer, _ member: String = "id", location: SourceLocation = #_sourceLocation) throws -> String
    {
        let value = try #require(answer.json[member], "\(answer.text.prefix(200))", sourceLocation: location)
        return value.string ?? value.description
    }
}
