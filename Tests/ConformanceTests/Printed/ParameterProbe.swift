// Sends requests with printed parameters, within and beyond what is printed.

import Contract
import JSON
import TestSupport
import Testing

/// Tries the parameters of one entry.
struct ParameterProbe {
    private let entry: PrintedEntry
    private let tour: PrintedTour
    private let parameters: [PrintedParameter]
    private let method: String

    init(_ entry: PrintedEntry, _ tour: PrintedTour) throws {
        self.entry = entry
        self.tour = tour
        parameters = PrintedParameter.of(entry)
        method = try tour.operation(entry.operation).method
    }

    /// What is not obeyed.
    func problems() throws -> [String] {
        var problems: [String] = []
        for parameter in parameters {
            switch parameter.place {
            case "query": problems += try query(parameter)
            case "header": problems += try header(parameter)
            case "form": problems += try form(parameter)
            default: break
            }
        }
        return problems + (try pages())
    }

    // MARK: - Requests

    private func get(_ query: String) throws -> TestAnswer {
        if method != "GET" { return try upload(query: query) }
        let name = query.prefix { $0 != "=" }
        let fixed = (tour.queries[entry.operation] ?? "").split(separator: "&").filter { !$0.hasPrefix("\(name)=") }
            .map(String.init)
        let target = try tour.path(of: entry.operation)
        let text = (fixed + [query]).filter { !$0.isEmpty }.joined(separator: "&")
        return try tour.world.send(tour.authorised(TestRequest("GET", text.isEmpty ? target : "\(target)?\(text)")))
    }

    private func isRefused(_ answer: TestAnswer) -> Bool { [400, 413, 415, 422].contains(answer.status) }

    // MARK: - Queries

    private func query(_ parameter: PrintedParameter) throws -> [String] {
        let name = parameter.name
        var problems: [String] = []
        let good: [String]
        var bad: [String] = []
        switch parameter.json["type"] {
        case "integer":
            good = ["1"]
            bad = ["one"]
        case "boolean":
            good = ["true", "false"]
            bad = ["perhaps"]
        case "string": good = parameter.values?.compactMap(\.string) ?? (name == "attribute" ? [] : ["a"])
        default: good = ["1,2", "1"]
        }
        for value in good {
            let answer = try get("\(name)=\(value)")
            if answer.status != 200 { problems.append("\(name)=\(value): \(answer.status) \(answer.text.prefix(200))") }
        }
        if parameter.limits["combinable"]?.bool == true {
            let answer = try get("\(name)=\(good.joined(separator: ","))")
            if answer.status != 200 { problems.append("\(name) combined: \(answer.status)") }
        }
        for value in bad where !isRefused(try get("\(name)=\(value)")) {
            problems.append("\(name)=\(value) is accepted")
        }
        if let least = parameter.limits["minimum"]?.int, !isRefused(try get("\(name)=\(least - 1)")) {
            problems.append("\(name) below \(least) is accepted")
        }
        if let most = parameter.limits["maximum"]?.int {
            let answer = try get("\(name)=\(most + 1)")
            let isCut = answer.status == 200 && answer[.key(name)]?.int == most
            if !isRefused(answer), !isCut { problems.append("\(name) beyond \(most) is neither refused nor cut") }
        }
        if let value = parameter.json["default"] {
            let answer = try get("")
            if answer.json[name] != value { problems.append("\(name) is \(answer.json[name] ?? .null) by default") }
        }
        return problems
    }

    /// Offset and limit cut the list that comes without them.
    private func pages() throws -> [String] {
        let names = Set(parameters.filter { $0.place == "query" }.map(\.name))
        guard names.isSuperset(of: ["offset", "limit"]) else { return [] }
        let all = items(try get(""))
        guard let first = all.first else { return ["the list is empty, which checks nothing"] }
        var problems: [String] = []
        if items(try get("limit=1")) != [first] { problems.append("limit=1 is not the first item") }
        if items(try get("offset=1&limit=1")) != Array(all.dropFirst().prefix(1)) {
            problems.append("offset=1 is not the second item")
        }
        if !items(try get("offset=1000000")).isEmpty { problems.append("an offset behind the end has items") }
        return problems
    }

    private func items(_ answer: TestAnswer) -> [JSON] {
        if let array = answer.json.array { return array }
        return (answer.json.object ?? [:]).lazy
            .filter { ["data", "documents", "models", "analyses"].contains($0.key) }
            .compactMap(\.value.array).first ?? []
    }

    // MARK: - Headers

    private func header(_ parameter: PrintedParameter) throws -> [String] {
        switch parameter.name {
        case "Authorization":
            let target = try tour.path(of: entry.operation)
            let anonymous = try tour.world.send(TestRequest(method, target))
            if parameter.isRequired == true, anonymous.status != 401 { return ["is answered without credentials"] }
            if parameter.isRequired == false, anonymous.status == 401 { return ["wants credentials"] }
            let basic = try tour.world.send(TestRequest(method, target).header("Authorization", "Digest x"))
            return parameter.isRequired == true && basic.status != 401 ? ["takes another scheme"] : []
        case "Content-Type" where method == "GET":
            let target = try tour.path(of: entry.operation)
            let query = tour.queries[entry.operation].map { "?\($0)" } ?? ""
            let request = TestRequest("GET", target + query).header("Content-Type", "application/json")
            let answer = try tour.world.send(tour.authorised(request, for: entry.operation))
            return answer.status == 200 ? [] : ["Content-Type on a GET: \(answer.status)"]
        case "Expect":
            // Sent empty on a command line, which leaves it out.
            guard let request = try tour.requests[entry.operation]?().request else { return ["needs a request"] }
            let answer = try tour.world.send(tour.authorised(request, for: entry.operation))
            return answer.status == 200 ? [] : ["without Expect: \(answer.status)"]
        default: return []
        }
    }

    // MARK: - Forms

    /// Sends the form of the entry with every printed field but those in `absent`; `file` takes the place of the file.
    private func upload(
        query: String = "", absent: Set<String> = [], file: (name: String, bytes: [UInt8])? = nil, all: Bool = false
    ) throws -> TestAnswer {
        let make = try #require(tour.requests[entry.operation], "\(entry) needs a request")
        let prepared = try make()
        let target = try tour.path(of: entry.operation, prepared.captures)
        let parts: [TestRequest.TestPart] = parameters.filter { $0.place == "form" && !absent.contains($0.name) }
            .compactMap { parameter in
                if let known = prepared.files[parameter.name] {
                    return .file(parameter.name, file?.name ?? known.name, file?.bytes ?? known.bytes)
                }
                if !all, let other = parameter.limits["not_with"]?.string, other < parameter.name { return nil }
                return .field(parameter.name, Self.text(parameter, prepared))
            }
        let request = TestRequest(method, query.isEmpty ? target : "\(target)?\(query)").multipart(parts)
        return try tour.world.send(tour.authorised(request, for: entry.operation))
    }

    private static func text(_ parameter: PrintedParameter, _ prepared: PreparedRequest) -> String {
        if let value = prepared.values[parameter.name] { return value.string ?? value.description }
        if let first = parameter.values?.first?.string { return first }
        switch parameter.json["type"] {
        case "integer", "number": return parameter.limits["format"] == "float" ? "0.5" : "1"
        case "boolean": return "true"
        case "string": return "A text"
        default: return "{}"
        }
    }

    private func form(_ parameter: PrintedParameter) throws -> [String] {
        var problems: [String] = []
        let answer = try upload()
        if !(200..<300).contains(answer.status) {
            problems.append("the form is refused: \(answer.status) \(answer.text.prefix(200))")
        }
        if parameter.isRequired == true, !isRefused(try upload(absent: [parameter.name])) {
            problems.append("\(parameter.name) may be absent")
        }
        if parameter.isRequired == false {
            let answer = try upload(absent: [parameter.name])
            if !(200..<300).contains(answer.status) { problems.append("without \(parameter.name): \(answer.status)") }
        }
        if parameter.limits["not_with"] != nil, !isRefused(try upload(all: true)) {
            problems.append("\(parameter.name) is accepted with \(parameter.limits["not_with"] ?? .null)")
        }
        for ending in (parameter.limits["formats"] ?? parameter.limits["extensions"])?.array ?? [] {
            let ending = (ending.string ?? "").lowercased().filter { $0 != "." }
            let answer = try upload(file: ("sample.\(ending)", try SampleFiles.bytes(ending)))
            if !(200..<300).contains(answer.status) {
                problems.append("\(ending) is refused: \(answer.status) \(answer.text.prefix(200))")
            }
        }
        return problems
    }
}
