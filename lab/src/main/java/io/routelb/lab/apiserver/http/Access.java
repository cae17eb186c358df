package io.routelb.lab.apiserver.http;

import io.routelb.lab.apiserver.rbac.Action;
import io.routelb.lab.apiserver.rbac.Authorizer;
import io.routelb.lab.apiserver.rbac.User;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Image;

/** Refuses what RBAC does not allow, in the words kubectl's users know. */
final class Access {
    private Access() {}

    static void check(Image image, User user, Action action) throws ApiError {
        if (Authorizer.allows(image, user, action)) {
            return;
        }
        String who = "User \"" + user.name() + "\" cannot " + action.verb();
        throw switch (action) {
            case Action.OnPath path -> ApiError.forbiddenPath(who + " path \"" + path.path() + "\"");
            case Action.OnResource on -> {
                String where = on.namespace().isEmpty()
                        ? " at the cluster scope"
                        : " in the namespace \"" + on.namespace() + "\"";
                String plural = on.resource().contains("/")
                        ? on.resource().substring(0, on.resource().indexOf('/'))
                        : on.resource();
                String why = who + " resource \"" + on.resource() + "\" in API group \"" + on.group() + "\"" + where;
                yield ApiError.forbidden(on.group(), plural, on.name(), why);
            }
        };
    }
}
