// A project in the making for tests of sessions, models and analyses.

import JSON
import TestSupport
import Testing

/// A world with one project of the demo account, and the steps that many tests share.
struct Lab {
    let world: World
    let project: Int

    /// A new project, with classes and labels.
    init(
        type: String = "CLASS", classes: [String] = ["room", "food"], labels: [String] = [], world: World? = nil,
        name: String = "Lab"
    ) throws {
        self.world = try world ?? World()
        let answer = try self.world.send(
            .post("/projects", json: ["name": .string(name), "type": .string(type)]).byDemo())
        project = try #require(answer["id"]?.int)
        for name in classes { try send(.post("\(base)/classes", json: ["name": .string(name)]), expecting: 201) }
        for name in labels { try send(.post("\(base)/labels", json: ["name": .string(name)]), expecting: 201) }
    }

    /// The path of the project.
    var base: String { "/projects/\(project)" }

    /// Sends a request in the name of the demo account.
    @discardableResult
    func send(
        _ request: TestRequest, expecting status: Int? = nil, location: SourceLocation = #_sourceLocation
    ) throws -> TestAnswer {
        let answer = try world.send(request.byDemo(), location: location)
        if let status { #expect(answer.status == status, "\(answer.text)", sourceLocation: location) }
        return answer
    }

    /// A finished labeling session of texts with their classes, labels or both.
    @discardableResult
    func session(
        _ records: [(text: String, tag: JSON)], name: String = "Labeled", location: SourceLocation = #_sourceLocation
    ) throws -> Int {
        let documents = records.map { record -> JSON in
            ["text": .string(record.text), "segments": [["text": .string(record.text), "tags": [record.tag]]]]
        }
        let answer = try send(
            .post("\(base)/annotations", json: ["name": .string(name), "documents": .array(documents)]), expecting: 201,
            location: location)
        try world.runUntilIdle()
        return try #require(answer["id"]?.int, sourceLocation: location)
    }

    /// A trained model.
    func model(
        _ body: JSON = ["display_name": "Trained"], location: SourceLocation = #_sourceLocation
    ) throws -> Int {
        let answer = try send(.post("\(base)/models", json: body), expecting: 201, location: location)
        try world.runUntilIdle()
        let id = try #require(answer["id"]?.int, sourceLocation: location)
        #expect(try send(.get("\(base)/models/\(id)"))["status"] == "READY", sourceLocation: location)
        return id
    }

    /// What a model says about one text, as an array of tags without their numbers.
    func tags(_ text: String, model: Int, location: SourceLocation = #_sourceLocation) throws -> [JSON] {
        let answer = try send(
            .post("/analyze", json: ["model_id": .int(model), "documents": [["text": .string(text)]]]), expecting: 200,
            location: location)
        return (answer["documents", 0, "segments", 0, "tags"]?.array ?? []).map(Self.withoutNumber)
    }

    /// A tag without its number.
    static func withoutNumber(_ tag: JSON) -> JSON {
        var members = tag.object ?? [:]
        members["id"] = nil
        return .object(members)
    }

    /// Texts about rooms and food, with their classes.
    static let reviews: [(text: String, tag: JSON)] = [
        ("The room was clean and quiet", ["class": "room"]), ("A large room with a soft bed", ["class": "room"]),
        ("Our room had a broken bed", ["class": "room"]), ("The bed in the room was hard", ["class": "room"]),
        ("A quiet room with a view", ["class": "room"]), ("The room smelled of smoke", ["class": "room"]),
        ("The food was cold", ["class": "food"]), ("Breakfast was good and fresh", ["class": "food"]),
        ("The soup at dinner was salty", ["class": "food"]), ("Fresh food and good coffee", ["class": "food"]),
        ("Dinner was cold and breakfast late", ["class": "food"]), ("The coffee was cold", ["class": "food"]),
    ]
}
