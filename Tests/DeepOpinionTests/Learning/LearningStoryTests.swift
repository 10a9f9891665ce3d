// A story from labeled rows to better and better models.

import Formats
import JSON
import TestSupport
import Testing

@Suite("Studio: from labels to a better model")
struct LearningStoryTests {
    /// Made-up tickets of three topics, with many common words and a few telling ones; one topic is twice as frequent.
    private static func tickets(_ count: Int, seed: UInt64) -> [(text: String, topic: String)] {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let topics = ["delivery", "delivery", "billing", "product"]
        return (0..<count).map { number in
            let topic = topics[next(topics.count)]
            let words = (0..<7).map { _ in next(3) == 0 ? "\(topic)word\(next(30))" : "plain\(next(60))" }
            return ("Ticket \(number): " + words.joined(separator: " "), topic)
        }
    }

    private func csv(_ tickets: ArraySlice<(text: String, topic: String)>) -> [UInt8] {
        var writer = CSVWriter()
        writer.append(["text", "class"])
        for ticket in tickets { writer.append([ticket.text, ticket.topic]) }
        return writer.bytes
    }

    private func upload(_ lab: Lab, _ tickets: ArraySlice<(text: String, topic: String)>) throws -> Int {
        let made = try lab.send(
            TestRequest("POST", "\(lab.base)/annotations/upload").multipart(.file("file", "rows.csv", csv(tickets))),
            expecting: 200)
        try lab.world.runUntilIdle()
        return try #require(made["id"]?.int)
    }

    /// The share of held-back tickets whose topic a model predicts.
    private func accuracy(_ lab: Lab, _ model: Int, _ held: ArraySlice<(text: String, topic: String)>) throws -> Double
    {
        let preview = try lab.send(
            TestRequest("POST", "/analyses/upload").multipart(.file("file", "held.csv", csv(held))), expecting: 200)
        let made = try lab.send(
            .post("/analyses", json: ["model_id": .int(model), "file_id": preview["id"] ?? .null]), expecting: 201)
        try lab.world.runUntilIdle()
        let file = try lab.send(
            .get("/analyses/\(made["id"]?.int ?? 0)/documents/download?format=csv"), expecting: 200)
        let rows = try CSVReader.records(of: file.body)
        let predicted = try #require(rows.first?.firstIndex(of: "class"))
        #expect(rows.count == held.count + 1)
        let hits = zip(rows.dropFirst(), held).filter { $0[1] == $1.text && $0[predicted] == $1.topic }.count
        return Double(hits) / Double(held.count)
    }

    @Test("held-back rows beat the majority class, more rows do better, and corrections improve the model")
    func story() throws {
        let lab = try Lab(classes: [])
        let all = Self.tickets(500, seed: 11)
        let held = all[400...]
        let few = try upload(lab, all[..<25])
        let first = try accuracy(lab, lab.model(["annotation_ids": [.int(few)]]), held)
        let many = try upload(lab, all[25..<300])
        let second = try lab.model(["annotation_ids": [.int(few), .int(many)]])
        let better = try accuracy(lab, second, held)
        let counts = Dictionary(grouping: held, by: \.topic).mapValues(\.count)
        let majority = Double(counts.values.max() ?? 0) / Double(held.count)
        #expect(better > majority)
        #expect(better > first)

        // People correct what the model has predicted for the rest of the rows.
        let rest = Dictionary(all[300..<400].map { ($0.text, $0.topic) }) { first, _ in first }
        let texts = all[300..<400].map { JSON.object(["text": .string($0.text)]) }
        try lab.send(.post("\(lab.base)/groups", json: ["documents": .array(Array(texts))]), expecting: 201)
        try lab.world.runUntilIdle()
        let made = try lab.send(.post("\(lab.base)/corrections", json: ["model_id": .int(second)]), expecting: 201)
        try lab.world.runUntilIdle()
        let correction = "\(lab.base)/corrections/\(made["id"]?.int ?? 0)"
        let documents = try lab.send(.get("\(correction)/documents?details=tags&limit=1000"))["documents"]?.array ?? []
        #expect(documents.count == 600)
        var corrected = 0
        for document in documents {
            guard let topic = rest[document["text"]?.string ?? ""], let segment = document["segments"]?[0],
                segment["tags"]?[0]?["class"] != .string(topic)
            else { continue }
            let path = "\(correction)/documents/\(document["id"]?.int ?? 0)/segments/\(segment["id"]?.int ?? 0)/tags"
            if let tag = segment["tags"]?[0] {
                try lab.send(.put("\(path)/\(tag["id"]?.int ?? 0)", json: ["class": .string(topic)]), expecting: 200)
            } else {
                try lab.send(.post(path, json: ["class": .string(topic)]), expecting: 200)
            }
            corrected += 1
        }
        #expect(corrected > 0)
        let sessions = try lab.send(.get("\(lab.base)/annotations")).json.array?.compactMap { $0["id"] } ?? []
        let third = try lab.model(["annotation_ids": .array(sessions)])
        for document in documents {
            guard let text = document["text"]?.string, let topic = rest[text],
                document["segments"]?[0]?["tags"]?[0]?["class"] != .string(topic)
            else { continue }
            #expect(try lab.tags(text, model: third) == [["class": .string(topic)]])
        }
        #expect(try accuracy(lab, third, held) >= better - 0.03)
    }
}
