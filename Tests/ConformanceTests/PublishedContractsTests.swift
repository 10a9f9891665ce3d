// What public tools need in the contracts that the server gives away.

import Contract
import Emulator
import JSON
import System
import TestSupport
import Testing

@Suite("Published contracts") struct PublishedContractsTests {
    private static let methods: Set<String> = ["get", "put", "post", "delete", "patch", "head", "options"]
    private static let platforms = ["control", "deepen-calibrate", "deepen-tools", "deepopinion", "deepva"]

    /// One operation of a document.
    private struct Published {
        let path: String
        let method: String
        let object: JSON
        var id: String { object["operationId"]?.string ?? "" }
    }

    private func document(_ platform: String) throws -> (JSON, Contracts) {
        let contracts = try World().emulator.contracts
        return (try #require(try contracts.document(of: platform)), contracts)
    }

    private func operations(of document: JSON) -> [Published] {
        (document["paths"]?.object ?? [:]).flatMap { path, item in
            (item.object ?? [:]).compactMap { method, object in
                Self.methods.contains(method) ? Published(path: path, method: method, object: object) : nil
            }
        }
    }

    /// Calls `body` with every object of the document but those in values of clients.
    private func walk(_ value: JSON, _ place: String = "", _ body: (JSONObject, String) -> Void) {
        switch value {
        case .object(let object):
            body(object, place)
            for (key, member) in object where !["example", "examples", "default", "enum", "const"].contains(key) {
                walk(member, place + "/" + key, body)
            }
        case .array(let items): for (index, item) in items.enumerated() { walk(item, "\(place)/\(index)", body) }
        default: break
        }
    }

    /// A segment of a path: a capture becomes a number, or a name where the operation goes by one.
    private static func sample(of segment: Substring, isByName: Bool) -> String {
        guard segment.hasPrefix("{") else { return String(segment) }
        return isByName && !segment.hasSuffix("_id}") ? "a-name" : "7"
    }

    private func resolved(_ value: JSON, in document: JSON) -> JSON {
        guard let reference = value["$ref"]?.string else { return value }
        return reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
    }

    @Test("every operation is listed once, under a path that leads to it", arguments: platforms)
    func listed(platform: String) throws {
        let (document, contracts) = try document(platform)
        let published = operations(of: document)
        let ids = published.map(\.id)
        #expect(Set(ids).count == ids.count)
        let bound = contracts.catalogue.operations(of: platform)
        #expect(Set(bound.map(\.id)).subtracting(ids) == [])
        for operation in published {
            let segments = operation.path.split(separator: "/").map { segment in
                Self.sample(of: segment, isByName: operation.id.hasSuffix("ByName"))
            }
            guard
                case .operation(let found, _) = contracts.catalogue.router.match(
                    method: operation.method.uppercased(), path: SegmentedPath(segments),
                    hasFinalSlash: operation.path.hasSuffix("/"))
            else {
                Issue.record("\(operation.method) \(operation.path) leads nowhere")
                continue
            }
            let id = operation.id.hasSuffix("ByBody") ? String(operation.id.dropLast("ByBody".count)) : operation.id
            #expect(found.id == id, "\(operation.method) \(operation.path)")
        }
    }

    @Test(
        "paths that differ in the names of captures alone do not exist, but for a model by its name",
        arguments: platforms)
    func distinct(platform: String) throws {
        let (document, _) = try document(platform)
        let shapes = (document["paths"]?.object?.keys ?? []).map { path in
            path.split(separator: "/", omittingEmptySubsequences: false)
                .map { $0.hasPrefix("{") ? "{}" : String($0) }.joined(separator: "/")
        }
        let doubled = Dictionary(grouping: shapes, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
        #expect(doubled == (platform == "deepopinion" ? ["/models/{}/download"] : []))
    }

    @Test("arrays have items, media types are concrete, our formats have patterns", arguments: platforms)
    func schemas(platform: String) throws {
        let (document, _) = try document(platform)
        let ours: Set<String> = [
            "t1", "t2", "alnum20", "alnum24", "hex32", "digits", "language", "segment", "job-event",
        ]
        walk(document) { object, place in
            let types = (object["type"]?.array ?? object["type"].map { [$0] } ?? []).compactMap(\.string)
            if types.contains("array") { #expect(object["items"] != nil || object["prefixItems"] != nil, "\(place)") }
            if let content = object["content"]?.object, content.contains(where: { $0.value["schema"] != nil }) {
                #expect(!content.keys.contains { $0.contains("*") }, "\(place)")
            }
            if types.contains("string"), let format = object["format"]?.string, ours.contains(format) {
                #expect(object["pattern"] != nil, "\(place)")
            }
        }
    }

    @Test("parameters of pages have bounds, and every credential has a scheme", arguments: platforms)
    func parameters(platform: String) throws {
        let (document, _) = try document(platform)
        let schemes = Set(document["components"]?["securitySchemes"]?.object?.keys ?? [])
        #expect(!schemes.isEmpty)
        let shared = document["security"]?.array ?? []
        for operation in operations(of: document) {
            for parameter in operation.object["parameters"]?.array ?? [] {
                let parameter = resolved(parameter, in: document)
                guard parameter["in"] == "query", ["offset", "limit", "page"].contains(parameter["name"]?.string ?? "")
                else { continue }
                let schema = resolved(parameter["schema"] ?? [:], in: document)
                #expect(schema["minimum"] != nil && schema["maximum"] != nil, "\(operation.id)")
            }
            for requirement in operation.object["security"]?.array ?? shared {
                let names = requirement.object?.keys ?? []
                #expect(names.allSatisfy(schemes.contains), "\(operation.id)")
            }
        }
    }

    @Test("links give every capture of an operation that exists", arguments: platforms)
    func links(platform: String) throws {
        let (document, _) = try document(platform)
        let published = operations(of: document)
        var count = 0
        for operation in published {
            for (_, response) in operation.object["responses"]?.object ?? [:] {
                for (name, link) in resolved(response, in: document)["links"]?.object ?? [:] {
                    count += 1
                    let target = try #require(published.first { $0.id == link["operationId"]?.string }, "\(name)")
                    let captures = target.path.split(separator: "/").filter { $0.hasPrefix("{") }
                        .map { String($0.dropFirst().dropLast()) }
                    let given = link["parameters"]?.object?.keys ?? []
                    #expect(given.sorted() == captures.sorted(), "\(operation.id) \(name)")
                }
            }
        }
        #expect(count > 0)
    }

    @Test(
        "what a creation answers leads to the record",
        arguments: [
            ("deepva", "/api/v1/jobs/", "getJob", "job_id", "$response.body#/id"),
            ("deepopinion", "/projects", "getProject", "project_id", "$response.body#/id"),
            ("deepopinion", "/projects/{project_id}/groups", "getGroup", "group_id", "$response.body#/id"),
            (
                "deepen-tools", "/api/v2/clients/{clientId}/datasets", "getDataset", "datasetId",
                "$response.body#/dataset_id"
            ),
        ])
    func creation(platform: String, path: String, reader: String, capture: String, expression: String) throws {
        let (document, _) = try document(platform)
        let responses = document["paths"]?[path]?["post"]?["responses"]?.object ?? [:]
        let links = responses.compactMap { resolved($0.value, in: document)["links"]?[reader] }
        #expect(links.first?["parameters"]?[capture]?.string == expression)
    }
}
