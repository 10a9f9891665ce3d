// What people may do with a model, lowest first (specification, "Roles").

/// A role on a model. Whoever created it is its manager.
enum ModelRole: String, Comparable {
    case user = "USER"
    case manager = "MANAGER"

    static func < (left: ModelRole, right: ModelRole) -> Bool { left == .user && right == .manager }
}
