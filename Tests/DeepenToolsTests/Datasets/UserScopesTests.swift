// Tests of user scopes.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: user scopes")
struct UserScopesTests {
    @Test("scopes are replaced as a whole, and a deleted group leaves them")
    func scopes() throws {
        let tools = try ToolsWorld()
        let id = try #require(tools.create(ToolsWorld.request(size: 1))["dataset_id"]?.string)
        let group = try #require(
            tools.post("\(tools.clients)/user_groups", ["user_group_name": "g", "emails": []])["user_group_id"])
        let users: JSON = [["email": "a@example.com", "scopes": ["labeller"]]]
        let groups: JSON = [["user_group_id": group, "scopes": ["reader"]]]
        let path = "/api/v2/datasets/\(id)"
        let answer = try tools.post("\(path)/user_scopes", ["user_scopes": users, "user_group_scopes": groups])
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(try tools.get(path)["user_scopes"] == users)
        #expect(try tools.get(path)["user_group_scopes"] == groups)
        try tools.world.send(.delete("/api/v2/user_groups/\(group.string ?? "")").bearer())
        #expect(try tools.get(path)["user_group_scopes"] == [])
        try tools.post("\(path)/user_scopes", ["user_group_scopes": groups])
        #expect(try tools.get(path)["user_scopes"] == [])
        #expect(try tools.post("\(path)/user_scopes", ["user_scopes": [["email": 1, "scopes": []]]]).status == 400)
    }
}
