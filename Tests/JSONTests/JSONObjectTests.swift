// Objects keep order, and find members whatever their number.

import JSON
import Testing

@Suite struct JSONObjectTests {
    @Test("setting keeps the place, removing closes the gap, new keys go last", arguments: [3, 40])
    func keepsPlaces(count: Int) {
        var object = JSONObject((0..<count).map { ("k\($0)", .int($0)) })
        object["k1"] = "new"
        object["k0"] = nil
        object["last"] = 1
        #expect(object.keys == (1..<count).map { "k\($0)" } + ["last"])
        #expect(object["k1"] == "new")
        #expect(object["k0"] == nil)
        #expect(object["k\(count - 1)"] == .int(count - 1))
        #expect(object.count == count)
    }

    @Test("equality does not see order")
    func comparesWithoutOrder() {
        #expect(JSON.object(["a": 1, "b": 2]) == ["b": 2, "a": 1])
        #expect(JSON.object(["a": 1]) != ["a": 1, "b": nil])
    }

    @Test("of equal keys the last value counts")
    func takesTheLast() {
        #expect(JSONObject([("a", 1), ("b", 2), ("a", 3)]) == ["a": 3, "b": 2])
    }
}
