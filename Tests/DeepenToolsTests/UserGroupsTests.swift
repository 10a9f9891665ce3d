// Tests of user groups.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: user groups")
struct UserGroupsTests {
    @Test("a group is made, read, changed in part and deleted")
    func life() throws {
        let studio = try Studio()
        let made = try studio.post(
            "\(studio.clients)/user_groups",
            ["user_group_name": "night", "emails": ["a@example.com", "b@example.com"]])
        #expect(made.status == 200)
        #expect(made.json.object?.keys == ["user_group_id"])
        let id = try #require(made["user_group_id"]?.string)
        let path = "/api/v2/user_groups/\(id)"
        let expected: JSON = [
            "user_group_id": .string(id), "user_group_name": "night", "emails": ["a@example.com", "b@example.com"],
            "client_id": "demo",
        ]
        #expect(try studio.get(path).json == expected)
        #expect(try studio.get("\(studio.clients)/user_groups").json == ["user_groups": [expected]])
        #expect(try studio.post(path, ["emails": []]).body.isEmpty)
        #expect(try studio.get(path)["emails"] == [])
        #expect(try studio.get(path)["user_group_name"] == "night")
        try studio.post(path, ["user_group_name": "day"])
        #expect(try studio.get(path)["user_group_name"] == "day")
        #expect(try studio.world.send(.delete(path).bearer()).body.isEmpty)
        #expect(try studio.get(path).status == 404)
        #expect(try studio.get("\(studio.clients)/user_groups").text == #"{"user_groups":[]}"#)
    }

    @Test(
        "what is missing or wrong is a 400",
        arguments: [
            #"{"user_group_name":"n"}"#, #"{"emails":[]}"#, #"{"user_group_name":"n","emails":"a"}"#,
            #"{"user_group_name":"n","emails":[1]}"#,
        ])
    func badRequests(body: String) throws {
        let studio = try Studio()
        let answer = try studio.world.send(
            TestRequest("POST", "\(studio.clients)/user_groups").bearer().raw(
                Array(body.utf8), type: "application/json"))
        #expect(answer.status == 400)
    }
}
