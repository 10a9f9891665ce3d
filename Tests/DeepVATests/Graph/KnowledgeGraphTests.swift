// Tests of the knowledge graph as it is shipped.

import JSON
import TestSupport
import Testing

@testable import DeepVA

@Suite("DeepVA: knowledge graph")
struct KnowledgeGraphTests {
    private let base = "/api/v1/knowledge-graph/"

    private func ids(_ answer: TestAnswer) -> [Int] { answer["data"]?.array?.compactMap { $0["id"]?.int } ?? [] }

    private func attributes(_ world: World, _ id: Int) throws -> [(name: String, value: String)] {
        let answer = try world.send(.get("\(base)nodes/\(id)/attributes/").key())
        return answer["data"]?.array?.map { ($0["name"]?.string ?? "", $0["value"]?.string ?? "") } ?? []
    }

    @Test("the graph is large, has every type, and lists nodes by falling page rank without gap or repetition")
    func list() throws {
        let world = try World()
        let first = try world.send(.get(base + "nodes/").key())
        #expect(first.json.object?.keys == ["total", "next", "prev", "limit", "offset", "data"])
        #expect(first["limit"] == 256)
        let total = try #require(first["total"]?.int)
        #expect(total >= 2000)
        var seen: Set<Int> = []
        var types: Set<String> = []
        var last = Double.infinity
        for offset in stride(from: 0, to: total, by: 256) {
            let page = try world.send(.get(base + "nodes/?offset=\(offset)").key())
            for node in page["data"]?.array ?? [] {
                let isNew = seen.insert(node["id"]?.int ?? 0).inserted
                #expect(isNew)
                types.insert(node["type"]?.string ?? "")
                let rank = try #require(node["relevance"]?["value"]?.double)
                #expect(rank <= last && rank > 0)
                last = rank
                #expect(node["relevance"]?["type"] == "pagerank")
            }
        }
        #expect(seen.count == total)
        #expect(types == ["node", "person", "asset", "subasset", "broadcast"])
    }

    @Test("the page ranks of people are in the tens, and every node has a custom id")
    func scale() throws {
        let world = try World()
        let people = try world.send(.get(base + "nodes/?type=person&limit=5").key())["data"]?.array ?? []
        #expect(people.count == 5)
        for person in people { #expect((10..<100).contains(person["relevance"]?["value"]?.double ?? 0)) }
        for kind in ["node", "person", "asset", "subasset", "broadcast"] {
            let nodes = try world.send(.get(base + "nodes/?type=\(kind)").key())["data"]?.array ?? []
            #expect(
                nodes.allSatisfy {
                    $0["custom_id"]?.string?.hasPrefix("\(kind == "subasset" ? "asset" : kind)-") == true
                })
        }
    }

    @Test("a limit above 256 counts as 256, in the links too")
    func clamp() throws {
        let page = try World().send(.get(base + "nodes/?limit=99999&type=person").key())
        #expect(page["limit"] == 256)
        #expect(page["data"]?.array?.count == 256)
        #expect(
            page["next"]?.string?.hasSuffix("/api/v1/knowledge-graph/nodes/?limit=256&offset=256&type=person") == true)
    }

    @Test("every world has the same graph, made up from the same words")
    func deterministic() throws {
        let path = base + "nodes/?offset=700&limit=100"
        #expect(try World(seed: 1).send(.get(path).key()).text == World(seed: 2).send(.get(path).key()).text)
        let again = BaseGraphMaker.make()
        #expect(again.count == BaseGraph.shared.count)
        for entry in again {
            #expect(BaseGraph.shared.entry(entry.node.id)?.node.name == entry.node.name)
        }
    }

    @Test("a type keeps its nodes, an unknown one is a 400", arguments: ["person", "asset", "subasset", "broadcast"])
    func types(type: String) throws {
        let page = try World().send(.get(base + "nodes/?type=\(type)&limit=20").key())
        #expect(page["data"]?.array?.allSatisfy { $0["type"]?.string == type } == true)
        #expect((page["total"]?.int ?? 0) >= 300)
        let bad = try World().send(.get(base + "nodes/?type=node").key())
        #expect(bad.status == 400)
        #expect(bad["errors", "type"] != nil)
    }

    @Test("a search looks at static attributes in any letter case")
    func search() throws {
        let world = try World()
        let person = try #require(ids(world.send(.get(base + "nodes/?type=person&limit=1").key())).first)
        let name = try #require(attributes(world, person).first { $0.name == "name" }?.value)
        let part = name.dropFirst().dropLast().uppercased().replacing(" ", with: "%20")
        let found = try world.send(.get(base + "nodes/?search=\(part)").key())
        #expect(ids(found).contains(person))
        for id in ids(found).prefix(10) {
            let values = try attributes(world, id).map { $0.value.uppercased() }
            #expect(values.contains { $0.contains(name.dropFirst().dropLast().uppercased()) })
        }
        #expect(try world.send(.get(base + "nodes/?search=%00%01nothing").key())["total"] == 0)
    }

    @Test("attribute filters compare whole values in any letter case, and must all hold")
    func filters() throws {
        let world = try World()
        let all = try world.send(.get(base + "nodes/?occupation=POET").key())
        let poets = Set(ids(all))
        #expect(!poets.isEmpty)
        for id in poets {
            #expect(try attributes(world, id).contains { $0 == ("occupation", "poet") })
        }
        let both = try world.send(.get(base + "nodes/?occupation=poet&occupation=pianist").key())
        let pianists = Set(ids(try world.send(.get(base + "nodes/?occupation=pianist").key())))
        #expect(Set(ids(both)) == poets.intersection(pianists))
        #expect(try world.send(.get(base + "nodes/?occupation=po").key())["total"] == 0)
        #expect(try world.send(.get(base + "nodes/?type=asset&occupation=poet").key())["total"] == 0)
        #expect(
            try world.send(.get(base + "nodes/?favourite=poet&limit=1").key())["total"] == .int(BaseGraph.shared.count))
        let many = (0..<33).map { _ in "name=x" }.joined(separator: "&")
        #expect(try world.send(.get(base + "nodes/?" + many).key()).status == 400)
    }

    @Test("a node has its description, and attributes that fit its type")
    func node() throws {
        let world = try World()
        let person = try #require(ids(world.send(.get(base + "nodes/?type=person&limit=1").key())).first)
        let node = try world.send(.get(base + "nodes/\(person)/").key())
        #expect(node.json.object?.keys == ["id", "custom_id", "name", "description", "type"])
        let list = try attributes(world, person)
        for (name, member) in [("custom_id", "custom_id"), ("name", "name"), ("description", "description")] {
            #expect(
                list.filter { $0.name == name }.map(\.value)
                    == [node[.init(stringLiteral: member)]?.string].compactMap { $0 })
        }
        let birth = try #require(list.first { $0.name == "date_of_birth" }?.value)
        #expect(birth.count == 11 && birth.hasSuffix("."))
        #expect(list.contains { $0.name == "citizenship" })
        for path in [
            "nodes/0/", "nodes/999999/", "nodes/1000001/", "nodes/x/", "nodes/0/attributes/", "nodes/0/similar/",
            "nodes/0/related/", "nodes/\(person)/attributes/compare/0/", "nodes/0/attributes/compare/\(person)/",
        ] {
            #expect(try world.send(.get(base + path).key()).status == 404)
        }
    }

    @Test("similar nodes share as many links as their value says, and come by falling value")
    func similar() throws {
        let world = try World()
        let person = try #require(ids(world.send(.get(base + "nodes/?type=person&limit=1").key())).first)
        let page = try world.send(.get(base + "nodes/\(person)/similar/").key())
        let list = try #require(page["data"]?.array)
        let values = list.compactMap { $0["relevance"]?["value"]?.int }
        #expect(values == values.sorted(by: >))
        #expect(values.allSatisfy { $0 >= 1 })
        #expect(!ids(page).contains(person))
        func links(_ id: Int) throws -> Set<[String]> {
            let dynamic = Set(GraphAttribute.allCases.filter { !$0.isStatic }.map(\.rawValue))
            return Set(try attributes(world, id).filter { dynamic.contains($0.name) }.map { [$0.name, $0.value] })
        }
        let own = try links(person)
        for node in list.prefix(5) {
            let id = try #require(node["id"]?.int)
            #expect(try links(id).intersection(own).count == node["relevance"]?["value"]?.int)
            #expect(node["relevance"]?["type"] == "similar")
        }
    }

    @Test("related nodes are those that links lead to or come from")
    func related() throws {
        let world = try World()
        let part = try #require(ids(world.send(.get(base + "nodes/?type=subasset&limit=1").key())).first)
        let whole = try #require(attributes(world, part).first { $0.name == "part_of" }?.value)
        let page = try world.send(.get(base + "nodes/\(part)/related/").key())
        let asset = try #require(page["data"]?.array?.first { $0["name"]?.string == whole })
        #expect(asset["type"] == "asset")
        #expect(asset["relevance"]?["type"] == "related")
        let back = try world.send(.get(base + "nodes/\(asset["id"]?.int ?? 0)/related/").key())
        #expect(ids(back).contains(part))
        #expect(try attributes(world, asset["id"]?.int ?? 0).allSatisfy { $0.name != "part_of" })
    }

    @Test("a neighbourhood of more than a thousand nodes is paged like any other")
    func large() throws {
        let world = try World()
        let hubs = try world.send(.get(base + "nodes/?limit=40").key())
        let sizes = try ids(hubs).map {
            try world.send(.get(base + "nodes/\($0)/similar/?limit=1").key())["total"]?.int ?? 0
        }
        #expect((sizes.max() ?? 0) >= 1)
        let person = try #require(ids(world.send(.get(base + "nodes/?type=person&limit=1").key())).first)
        let page = try world.send(.get(base + "nodes/\(person)/similar/?offset=256").key())
        #expect((page["total"]?.int ?? 0) > 300)
        #expect(page["prev"]?.string?.contains("offset=0") == true)
    }

    @Test("a comparison lists every attribute of the first node")
    func compare() throws {
        let world = try World()
        let two = ids(try world.send(.get(base + "nodes/?occupation=poet&type=person&limit=2").key()))
        let path = "\(base)nodes/\(two[0])/attributes/compare/\(two[1])/"
        let page = try world.send(.get(path).key())
        let own = try attributes(world, two[0])
        #expect(page["total"] == .int(own.count))
        let others = try attributes(world, two[1])
        for (place, attribute) in own.enumerated() {
            #expect(page["data", .init(integerLiteral: place), "name"] == .string(attribute.name))
            #expect(page["data", .init(integerLiteral: place), "common"] == .bool(others.contains { $0 == attribute }))
        }
        #expect(page["data"]?.array?.contains { $0["value"] == "poet" && $0["common"] == true } == true)
        let same = try world.send(.get("\(base)nodes/\(two[0])/attributes/compare/\(two[0])/?limit=3").key())
        #expect(same["data"]?.array?.count == 3)
        #expect(same["data"]?.array?.allSatisfy { $0["common"] == true } == true)
    }

    @Test("descriptions cover every attribute that nodes have")
    func descriptions() throws {
        let world = try World()
        let page = try world.send(.get(base + "attribute-descriptions/").key())
        let described = page["data"]?.array?.compactMap { $0["name"]?.string } ?? []
        #expect(page["total"] == .int(described.count))
        #expect(page["data"]?.array?.allSatisfy { $0["description"] == .null } == true)
        let mass = page["data"]?.array?.first { $0["name"] == "mass" }
        #expect(mass?["static"] == true && mass?["type"] == "float")
        for id in ids(try world.send(.get(base + "nodes/?limit=50").key())) {
            for attribute in try attributes(world, id) { #expect(described.contains(attribute.name)) }
        }
    }

    @Test("suggestions are values with a word that begins with the text, the most frequent first, five at most")
    func suggestions() throws {
        let world = try World()
        let names = try #require(
            try world.send(.get(base + "search-suggestions?attribute=occupation&query=P").key()).json.array?.compactMap(
                \.string))
        #expect(names.count == 5)
        #expect(names.allSatisfy { $0.hasPrefix("p") })
        var totals: [Int] = []
        for name in names {
            totals.append(try world.send(.get(base + "nodes/?occupation=\(name)&limit=1").key())["total"]?.int ?? 0)
        }
        #expect(totals == totals.sorted(by: >))
        // The slash of the published example.
        let word = try world.send(.get(base + "search-suggestions/?attribute=genre&query=sci").key())
        #expect(word.json == ["science"])
        let inner = try world.send(.get(base + "search-suggestions?attribute=award&query=len").key())
        #expect(inner.json == ["Amber Lens"])
        #expect(try world.send(.get(base + "search-suggestions?attribute=award&query=ens").key()).json == [])
    }

    @Test(
        "suggestions want an attribute that exists, and a text",
        arguments: [
            ("query=a", "attribute"), ("attribute=name", "query"), ("attribute=shoe&query=a", "attribute"),
            ("attribute=name&query=", "query"),
        ])
    func badSuggestions(query: String, member: String) throws {
        let answer = try World().send(.get(base + "search-suggestions?" + query).key())
        #expect(answer.status == 400)
        #expect(answer["errors"]?.object?.keys == [member])
    }

    @Test("bad pages are a 400, and a key is needed")
    func badPages() throws {
        let world = try World()
        for query in ["limit=0", "limit=x", "offset=-1", "limit=-5"] {
            #expect(try world.send(.get(base + "nodes/?" + query).key()).status == 400)
        }
        #expect(try world.send(.get(base + "nodes/?offset=999999").key())["data"] == [])
        #expect(try world.send(.get(base + "nodes/")).status == 401)
    }
}
