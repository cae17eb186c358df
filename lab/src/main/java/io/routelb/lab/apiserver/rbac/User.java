package io.routelb.lab.apiserver.rbac;

import java.util.List;

/** An authenticated user, or the anonymous one. */
public record User(String name, String uid, List<String> groups) {
    /** Who asks without a token. */
    public static final User ANONYMOUS = new User("system:anonymous", "", List.of("system:unauthenticated"));

    /** Who may do everything. */
    public static final User ADMIN =
            new User("kubernetes-admin", "", List.of("system:masters", "system:authenticated"));

    static final String ACCOUNT = "system:serviceaccount:";

    public User {
        groups = List.copyOf(groups);
    }

    /** The user a ServiceAccount's token speaks for. */
    public static User serviceAccount(String namespace, String name, String uid) {
        return new User(
                ACCOUNT + namespace + ":" + name,
                uid,
                List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated"));
    }

    /** Whether RBAC is not asked about this user. */
    public boolean isMaster() {
        return groups.contains("system:masters");
    }

    /** Whether it is a program inside the cluster. */
    public boolean isAccount() {
        return name.startsWith(ACCOUNT);
    }
}
