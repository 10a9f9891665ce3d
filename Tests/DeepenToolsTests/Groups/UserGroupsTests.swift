// Tests of user groups.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: user groups")
struct UserGroupsTests {
    @Test("a group is made, read, changed in part and deleted")
    func life() throws {
        let tools = try ToolsWorld()
        let made = try tools.post(
            "\(tools.clients)/user_groups",
            ["user_group_name": "night", "emails": ["a@example.com", "b@example.com"]])
        #expect(made.status == 200)
        #expect(made.json.object?.keys == ["user_group_id"])
        let id = try #require(made["user_group_id"]?.string)
        let path = "/api/v2/user_groups/\(id)"
        let expected: JSON = [
            "user_group_id": .string(id), "user_group_name": "night", "emails": ["a@example.com", "b@example.com"],
            "client_id": "demo",
        ]
        #expect(try tools.get(path).json == expected)
        #expect(try tools.get("\(tools.clients)/user_groups").json == ["user_groups": [expected]])
        #expect(try tools.post(path, ["emails": []]).body.isEmpty)
        #expect(try tools.get(path)["emails"] == [])
        #expect(try tools.get(path)["user_group_name"] == "night")
        try tools.post(path, ["user_group_name": "day"])
        #expect(try tools.get(path)["user_group_name"] == "day")
        #expect(try tools.world.send(.delete(path).bearer()).body.isEmpty)
        #expect(try tools.get(path).status == 404)
        #expect(try tools.get("\(tools.clients)/user_groups").text == #"{"user_groups":[]}"#)
    }

    @Test(
        "what is missing or wrong is a 400",
        arguments: [
            #"{"user_group_name":"n"}"#, #"{"emails":[]}"#, #"{"user_group_name":"n","emails":"a"}"#,
            #"{"user_group_name":"n","emails":[1]}"#,
        ])
    func badRequests(body: String) throws {
        let tools = try ToolsWorld()
        let answer = try tools.world.send(
            TestRequest("POST", "\(tools.clients)/user_groups").bearer().raw(
                Array(body.utf8), type: "application/json"))
        #expect(answer.status == 400)
    }
}
