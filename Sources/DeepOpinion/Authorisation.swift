// Where roles are decided: one entry for each `x-role` of the contract.

import Contract
import Emulator

/// Authorisation (specification, "Roles"). Everything that is not a GET is a write, and refused to read-only accounts,
/// except for operations without a role.
enum Authorisation {
    /// Decides whether an account has a role for what the path of a call names; throws 403 otherwise.
    private typealias Decision = @Sendable (Account, Call) throws -> Void

    /// The checks by `x-role` name.
    static let roles: [String: @Sendable (Call) throws -> Void] = [
        "writer": role { _, _ in },
        "self": role { account, call in try UserAccess.require(account, owns: call.integer("user_id")) },
        "self-or-admin": role { account, call in
            try UserAccess.requireReader(account, of: call.integer("user_id"), call.database)
        },
        "superuser": role { account, _ in try UserAccess.requireSuperuser(account) },
        "notification-owner": role { account, call in try NotificationAccess.require(account, call) },
        "workspace-viewer": role { account, call in try WorkspaceAccess.require(.viewer, account, call) },
        "workspace-annotator": role { account, call in try WorkspaceAccess.require(.annotator, account, call) },
        "workspace-user": role { account, call in try WorkspaceAccess.require(.user, account, call) },
        "workspace-admin": role { account, call in try WorkspaceAccess.require(.admin, account, call) },
        "workspace-manager": role { account, call in try WorkspaceAccess.require(.manager, account, call) },
        "project-viewer": role { account, call in try ProjectAccess.require(.viewer, account, call) },
        "project-annotator": role { account, call in try ProjectAccess.require(.annotator, account, call) },
        "project-manager": role { account, call in try ProjectAccess.require(.manager, account, call) },
        "model-viewer": role { account, call in try ModelAccess.require(.view, account, call) },
        "model-user": role { account, call in try ModelAccess.require(.use, account, call) },
        "model-manager": role { account, call in try ModelAccess.require(.manage, account, call) },
        "project-model-user": role { account, call in
            try ProjectAccess.require(.annotator, account, call)
            try ModelAccess.require(.use, account, call)
        },
        "analysis-viewer": role { account, call in try AnalysisAccess.require(.view, account, call) },
        "analysis-manager": role { account, call in try AnalysisAccess.require(.manage, account, call) },
    ]

    /// The check of operations without a role: the account exists and belongs to the workspace that prefixes the path.
    static func authorise(_ call: Call) throws {
        guard call.operation.security else { return }
        _ = try member(call)
    }

    private static func role(_ decide: @escaping Decision) -> @Sendable (Call) throws -> Void {
        { call in
            let account = try member(call)
            if call.isWrite, account.isReadOnly { throw Problem.readOnly }
            try decide(account, call)
        }
    }

    /// The caller's account; 403 unless it belongs to the workspace that prefixes the path.
    private static func member(_ call: Call) throws -> Account {
        let account = try Account.calling(call)
        guard let workspace = WorkspaceAccess.prefix(call) else { return account }
        try WorkspaceScope.require(workspace, call.database)
        guard try WorkspaceAccess.role(of: account, in: workspace, call.database) != nil else {
            throw Problem.notAMember
        }
        return account
    }
}

extension Call {
    /// Whether the operation may change something.
    var isWrite: Bool { operation.method != "GET" }
}
