package io.routelb.lab.apiserver.http;

import io.routelb.lab.apiserver.rbac.AccessLog;
import io.routelb.lab.apiserver.rbac.Action;
import io.routelb.lab.apiserver.rbac.Authorizer;
import io.routelb.lab.apiserver.rbac.Permission;
import io.routelb.lab.apiserver.rbac.User;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Store;
import java.util.Optional;

/** Refuses what RBAC does not allow, in the words kubectl's users know, and keeps in mind who was allowed or refused what. */
final class Access {
    private final Store store;
    private final AccessLog log;

    Access(Store store, AccessLog log) {
        this.store = store;
        this.log = log;
    }

    void check(User user, Action.OnPath path) throws ApiError {
        if (!Authorizer.allows(store.image(), user, path)) {
            String why = who(user, path) + " path \"" + path.path() + "\"";
            log.refused(user, why);
            throw ApiError.forbiddenPath(why);
        }
    }

    void check(User user, Action.OnResource on) throws ApiError {
        if (user.isMaster()) {
            return;
        }
        Optional<Permission> permission = Authorizer.permission(store.image(), user, on);
        if (permission.isPresent()) {
            log.allowed(user, permission.get());
            return;
        }
        String where =
                on.namespace().isEmpty() ? " at the cluster scope" : " in the namespace \"" + on.namespace() + "\"";
        String plural = on.resource().contains("/")
                ? on.resource().substring(0, on.resource().indexOf('/'))
                : on.resource();
        String why = who(user, on) + " resource \"" + on.resource() + "\" in API group \"" + on.group() + "\"" + where;
        log.refused(user, why);
        throw ApiError.forbidden(on.group(), plural, on.name(), why);
    }

    private static String who(User user, Action action) {
        return "User \"" + user.name() + "\" cannot " + action.verb();
    }
}
