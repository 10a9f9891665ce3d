// Tests of imports into the knowledge graph.

import JSON
import TestSupport
import Testing

@testable import DeepVA

@Suite("DeepVA: graph imports")
struct GraphImportsTests {
    private let base = "/api/v1/knowledge-graph/"

    private func send(_ world: World, _ broadcasts: [JSON], findsNames: Bool = false) throws -> String {
        let answer = try world.send(
            .post(base + "import/broadcast", json: ["apply_ner": .bool(findsNames), "broadcasts": .array(broadcasts)])
                .key())
        #expect(answer.status == 201)
        return try #require(answer["id"]?.string)
    }

    private func broadcast(
        _ id: String, _ title: String, people: [String] = [], asset: String? = nil, description: String? = nil
    ) -> JSON {
        [
            "id": .string(id), "date": "2026-02-03", "asset_id": asset.map { .string($0) } ?? .null,
            "title": .string(title), "description": description.map { .string($0) } ?? .null, "show": "Evening Round",
            "people": .array(people.map { ["full_name": .string($0)] }),
        ]
    }

    private func nodes(_ world: World, _ query: String) throws -> [JSON] {
        try world.send(.get(base + "nodes/?" + query).key())["data"]?.array ?? []
    }

    private func links(_ world: World, _ node: JSON) throws -> [[String]] {
        let answer = try world.send(.get("\(base)nodes/\(node["id"]?.int ?? 0)/attributes/").key())
        return answer["data"]?.array?.map { [$0["name"]?.string ?? "", $0["value"]?.string ?? ""] } ?? []
    }

    @Test("an import waits, completes, and has made its nodes and links")
    func life() throws {
        let world = try World()
        let before = try #require(try world.send(.get(base + "nodes/?limit=1").key())["total"]?.int)
        let known = try #require(try nodes(world, "type=person&limit=1").first?["name"]?.string)
        let asset = try #require(try nodes(world, "type=asset&limit=1").first)
        let entry = broadcast(
            "x-1", "Ferry Talk", people: [known.uppercased(), "Zora Newcomer", "Zora Newcomer"],
            asset: asset["custom_id"]?.string)
        let id = try send(world, [entry])
        let path = base + "import/broadcast/" + id
        let waiting = try world.send(.get(path).key())
        #expect(waiting.json.object?.keys == ["id", "time_created", "time_completed", "state"])
        #expect(waiting["state"] == "waiting")
        #expect(waiting["time_completed"] == .null)
        #expect(try nodes(world, "search=ferry%20talk").isEmpty)
        try world.runUntilIdle()
        let done = try world.send(.get(path).key())
        #expect(done["state"] == "completed")
        #expect(done["time_completed"] == "2026-01-01T00:00:01.500000Z")

        #expect(try world.send(.get(base + "nodes/?limit=1").key())["total"] == .int(before + 2))
        let node = try #require(try nodes(world, "search=ferry%20talk").first)
        #expect(node["type"] == "broadcast")
        #expect(node["custom_id"] == "x-1")
        #expect(
            try links(world, node) == [
                ["custom_id", "x-1"], ["name", "Ferry Talk"], ["date", "03.02.2026."], ["show", "Evening Round"],
                ["asset", asset["name"]?.string ?? ""], ["person", known], ["person", "Zora Newcomer"],
            ])
        let number = try #require(node["id"]?.int)
        let related = try world.send(.get("\(base)nodes/\(number)/related/").key())
        #expect(
            Set(related["data"]?.array?.compactMap { $0["name"]?.string } ?? []) == [
                asset["name"]?.string ?? "", known, "Zora Newcomer",
            ])
        // And from the shipped node's side.
        let person = try #require(try nodes(world, "type=person&limit=1").first?["id"]?.int)
        let back = try world.send(.get("\(base)nodes/\(person)/related/").key())
        #expect(back["data"]?.array?.contains { $0["id"]?.int == number } == true)
    }

    @Test("imported nodes are filtered, searched, compared and suggested like any other, behind the shipped ones")
    func queries() throws {
        let world = try World()
        _ = try send(
            world,
            [
                broadcast("x-1", "Ferry Talk", people: ["Zora Newcomer", "Ada Newcomer"]),
                broadcast("x-2", "Ferry News", people: ["Zora Newcomer"]), broadcast("x-3", "Ferry Music"),
            ])
        try world.runUntilIdle()
        #expect(try nodes(world, "person=zora%20newcomer").map { $0["custom_id"] } == ["x-1", "x-2"])
        #expect(try nodes(world, "person=zora%20newcomer&type=person").isEmpty)
        #expect(try nodes(world, "person=zora%20newcomer&person=ada%20newcomer").map { $0["custom_id"] } == ["x-1"])
        #expect(try nodes(world, "date=03.02.2026.&search=ferry&type=broadcast").count == 3)
        let total = try #require(try world.send(.get(base + "nodes/?limit=1&type=broadcast").key())["total"]?.int)
        let end = try nodes(world, "type=broadcast&offset=\(total - 4)")
        #expect(end.map { ($0["id"]?.int ?? 0) >= GraphOverlay.firstID } == [false, true, true, true])
        let person = try #require(try nodes(world, "type=person&search=zora").first)
        #expect(person["custom_id"] == .string("person-\(person["id"]?.int ?? 0)"))
        let ranks = end.compactMap { $0["relevance"]?["value"]?.double }
        #expect(ranks == ranks.sorted(by: >))
        #expect(ranks[3] == 0)

        let first = try #require(end.first { $0["custom_id"] == "x-1" }?["id"]?.int)
        let second = try #require(end.first { $0["custom_id"] == "x-2" }?["id"]?.int)
        let similar = try world.send(.get("\(base)nodes/\(first)/similar/").key())
        #expect(similar["data"]?.array?.map { $0["id"]?.int } == [second])
        let compared = try world.send(.get("\(base)nodes/\(second)/attributes/compare/\(first)/").key())
        #expect(
            compared["data"]?.array?.filter { $0["common"] == true }.compactMap { $0["name"]?.string }
                == ["date", "show", "person"])
        let suggestions = try world.send(.get(base + "search-suggestions?attribute=person&query=newc").key())
        #expect(suggestions.json == ["Zora Newcomer", "Ada Newcomer"])
        #expect(try world.send(.get("\(base)nodes/\(first)/").key())["name"] == "Ferry Talk")
    }

    @Test("an import of many entries is taken in completely, and pages join the two parts of the graph")
    func many() throws {
        let world = try World()
        _ = try send(world, (0..<1200).map { broadcast("x-\($0)", "Edition \($0)", people: ["Zora Newcomer"]) })
        try world.runUntilIdle()
        let count = BaseGraph.shared.count
        let page = try world.send(.get(base + "nodes/?offset=\(count - 3)&limit=5").key())
        #expect(page["total"] == .int(count + 1201))
        #expect(
            page["data"]?.array?.map { ($0["id"]?.int ?? 0) < GraphOverlay.firstID } == [
                true, true, true, false, false,
            ])
        let zora = try #require(page["data", 3])
        #expect(zora["name"] == "Zora Newcomer")
        let related = try world.send(.get("\(base)nodes/\(zora["id"]?.int ?? 0)/related/?offset=1100").key())
        #expect(related["total"] == 1200)
        #expect(related["data"]?.array?.count == 100)
        #expect(
            try QueryPlan.faults(of: .get(base + "nodes/?offset=\(count)").key(), on: "deepva_graph_nodes", in: world)
                == [])
        #expect(
            try QueryPlan.faults(
                of: .get(base + "nodes/?type=person&offset=1200").key(), on: "deepva_graph_nodes", in: world)
                == [])
        #expect(
            try QueryPlan.faults(
                of: .get("\(base)nodes/\(zora["id"]?.int ?? 0)/related/").key(), on: "deepva_graph_attributes",
                in: world)
                == [])
    }

    @Test("a broadcast that comes again takes the place of the earlier one and keeps its links")
    func again() throws {
        let world = try World()
        _ = try send(world, [broadcast("x-1", "Ferry Talk", people: ["Zora Newcomer"])])
        try world.runUntilIdle()
        let total = try world.send(.get(base + "nodes/?limit=1").key())["total"]
        _ = try send(
            world, [broadcast("x-1", "Bridge Talk", people: ["zora newcomer", "Ole Late"], description: "Moved.")])
        try world.runUntilIdle()
        _ = try send(world, [broadcast("x-1", "Bridge Talk", people: ["Nils Last"], description: "Moved.")])
        try world.runUntilIdle()
        #expect(try world.send(.get(base + "nodes/?limit=1").key())["total"]?.int == (total?.int ?? 0) + 2)
        #expect(try nodes(world, "search=ferry%20talk").isEmpty)
        let node = try #require(try nodes(world, "search=bridge%20talk").first)
        #expect(
            try links(world, node).filter { $0[0] == "person" }.map { $0[1] }
                == ["Zora Newcomer", "Ole Late", "Nils Last"])
        #expect(try world.send(.get("\(base)nodes/\(node["id"]?.int ?? 0)/").key())["description"] == "Moved.")
    }

    @Test("names in the texts are linked when asked for, and only names that are known")
    func names() throws {
        let world = try World()
        let known = try #require(try nodes(world, "type=person&limit=1").first?["name"]?.string)
        let text = "Tonight with \(known), and Nobody Known. Later: Zora Newcomer's band."
        for (id, finds) in [("off", false), ("on", true)] {
            _ = try send(
                world, [broadcast(id, "Talk \(id)", people: ["Zora Newcomer"], description: text)], findsNames: finds)
        }
        try world.runUntilIdle()
        let off = try #require(try nodes(world, "custom_id=off").first)
        #expect(try links(world, off).filter { $0[0] == "mentions" }.isEmpty)
        let on = try #require(try nodes(world, "custom_id=on").first)
        #expect(try links(world, on).filter { $0[0] == "mentions" } == [["mentions", known]])
    }

    @Test("imports stay in their tenant")
    func tenants() throws {
        let world = try World()
        _ = try send(world, [broadcast("x-1", "Ferry Talk")])
        try world.runUntilIdle()
        let other = try world.send(.get("/t/other\(base)nodes/?search=ferry%20talk").key("other:demo-key"))
        #expect(other["total"] == 0)
    }

    @Test(
        "what is wrong with an import is a 400 that names the member",
        arguments: [
            (#"{}"#, "broadcasts"), (#"{"broadcasts":{}}"#, "broadcasts"), (#"{"broadcasts":[{}]}"#, "broadcasts.0.id"),
            (#"{"broadcasts":[{"id":"a","title":"b","date":"2026-02-30"}]}"#, "broadcasts.0.date"),
            (#"{"broadcasts":[{"id":"a","title":"b","date":"20260201xx"}]}"#, "broadcasts.0.date"),
            (#"{"broadcasts":[{"id":"a","title":"","date":"2026-02-01"}]}"#, "broadcasts.0.title"),
            (
                #"{"broadcasts":[{"id":"a","title":"b","date":"2026-02-01","people":[{"full_name":3}]}]}"#,
                "broadcasts.0.people.0.full_name"
            ),
            (#"{"broadcasts":[],"apply_ner":"no"}"#, "apply_ner"),
        ])
    func bad(body: String, member: String) throws {
        let answer = try World().send(
            TestRequest("POST", base + "import/broadcast").key().raw(Array(body.utf8), type: "application/json"))
        #expect(answer.status == 400)
        #expect(answer["errors"]?.object?.keys == [member])
    }

    @Test("an empty import completes; unknown formats and imports are a 404")
    func edges() throws {
        let world = try World()
        let id = try send(world, [])
        try world.runUntilIdle()
        #expect(try world.send(.get(base + "import/broadcast/" + id).key())["state"] == "completed")
        #expect(try world.send(.get(base + "import/podcast/" + id).key()).status == 404)
        #expect(try world.send(.get(base + "import/broadcast/nothing").key()).status == 404)
        #expect(
            try world.send(.get(base + "import/broadcast/00000000-0000-4000-8000-000000000000").key()).status == 404)
        #expect(try world.send(.post(base + "import/podcast", json: ["broadcasts": []]).key()).status == 404)
        #expect(try world.send(.post(base + "import/podcast", json: ["broadcasts": "odd"]).key()).status == 404)
        #expect(try world.send(TestRequest("POST", base + "import/podcast").key()).status == 404)
        #expect(try world.send(.post(base + "import/broadcast", json: ["broadcasts": []])).status == 401)
        #expect(try world.send(TestRequest("POST", base + "import/broadcast").key().form("a=b")).status == 415)
    }

    @Test("a test author can make an import fail, or never end")
    func outcomes() throws {
        let world = try World()
        for state in ["failed", "stuck"] {
            try world.send(
                .post(
                    "/__admin/outcomes",
                    json: ["platform": "deepva", "operation": "createGraphImport", "times": 1, "state": .string(state)])
            )
        }
        let failed = try send(world, [broadcast("x-1", "Ferry Talk")])
        let stuck = try send(world, [broadcast("x-2", "Ferry News")])
        try world.runUntilIdle()
        #expect(try world.send(.get(base + "import/broadcast/" + failed).key())["state"] == "failed")
        #expect(try world.send(.get(base + "import/broadcast/" + stuck).key())["state"] == "processing")
        #expect(try nodes(world, "type=broadcast&search=ferry").isEmpty)
    }
}
