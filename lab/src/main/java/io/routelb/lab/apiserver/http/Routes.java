package io.routelb.lab.apiserver.http;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.rbac.Action;
import io.routelb.lab.apiserver.rbac.User;
import io.routelb.lab.apiserver.registry.Selection;
import io.routelb.lab.apiserver.registry.TypeIndex;
import io.routelb.lab.apiserver.status.ApiError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** From a request to whoever answers it, past the access check. */
final class Routes {
    private static final List<String> OPEN_PATHS = List.of("/healthz", "/readyz", "/livez");

    private final TypeIndex types;
    private final Objects objects;
    private final Watches watches;
    private final Accounts accounts;
    private final Discovery discovery;
    private final FaultRequests faultRequests;
    private final Access access;
    private final AccessReports accessReports;

    Routes(
            TypeIndex types,
            Objects objects,
            Watches watches,
            Accounts accounts,
            Discovery discovery,
            FaultRequests faultRequests,
            Access access,
            AccessReports accessReports) {
        this.types = types;
        this.objects = objects;
        this.watches = watches;
        this.accounts = accounts;
        this.discovery = discovery;
        this.faultRequests = faultRequests;
        this.access = access;
        this.accessReports = accessReports;
    }

    Reply answer(User user, Request request) throws ApiError {
        return switch (Target.parse(request.path())) {
            case Target.Path path -> answerPath(user, request, path.path());
            case Target.Resource resource -> answerResource(user, request, resource);
        };
    }

    private Reply answerPath(User user, Request request, String path) throws ApiError {
        String verb = request.method().toLowerCase(Locale.ROOT);
        access.check(user, new Action.OnPath(verb, path));
        if (path.equals("/lab/faults")) {
            return faultRequests.answer(request);
        }
        if (path.equals("/lab/access")) {
            return accessReports.answer(request);
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw ApiError.methodNotAllowed();
        }
        if (OPEN_PATHS.stream().anyMatch(open -> path.equals(open) || path.startsWith(open + "/"))) {
            return Reply.text(200, "ok");
        }
        return discovery.answer(request, path);
    }

    private Reply answerResource(User user, Request request, Target.Resource target) throws ApiError {
        boolean review = target.group().endsWith(".k8s.io") && target.plural().endsWith("reviews");
        Optional<ResourceType> found = types.current().find(target.group(), target.version(), target.plural());
        Selection selection = found.isPresent() && target.name().isEmpty()
                ? Selection.parse(
                        found.get(),
                        target.namespace(),
                        request.parameter("labelSelector"),
                        request.parameter("fieldSelector"))
                : new Selection(target.namespace(), Optional.empty(), Optional.empty());
        String name = target.name().isEmpty() ? selection.name() : target.name();
        String sub = target.subresource();
        String verb = verb(request, target);
        String where = target.plural().equals("namespaces") && target.group().isEmpty() ? name : target.namespace();
        String resource = sub.isEmpty() ? target.plural() : target.plural() + "/" + sub;
        access.check(user, new Action.OnResource(verb, target.group(), resource, where, name));
        if (review) {
            return accounts.review(user, request, target);
        }
        return dispatch(user, request, target, found.orElseThrow(ApiError::noSuchResource), selection, verb);
    }

    private Reply dispatch(
            User user, Request request, Target.Resource target, ResourceType type, Selection selection, String verb)
            throws ApiError {
        String sub = target.subresource();
        if (type.namespaced() == target.namespace().isEmpty() && !(target.name().isEmpty() && isRead(verb))) {
            throw type.namespaced() ? ApiError.methodNotAllowed() : ApiError.noSuchResource();
        }
        if (type.plural().equals("serviceaccounts") && sub.equals("token")) {
            return accounts.token(type, request, target);
        }
        if (!sub.isEmpty() && !(sub.equals("status") && type.statusSubresource())) {
            throw ApiError.noSuchResource();
        }
        return switch (verb) {
            case "watch" -> watches.watch(type, selection, request);
            case "list" -> objects.list(type, selection, request);
            case "get" -> objects.get(type, target, request);
            case "create" -> objects.create(user, type, target, request);
            case "update" -> objects.update(user, type, target, request);
            case "patch" -> objects.patch(user, type, target, request, create -> access.check(user, create));
            case "delete" -> objects.delete(user, type, target, request);
            case "deletecollection" -> objects.deleteCollection(user, type, selection, request);
            default -> throw ApiError.methodNotAllowed();
        };
    }

    private static boolean isRead(String verb) {
        return List.of("list", "watch", "deletecollection").contains(verb);
    }

    private static String verb(Request request, Target.Resource target) throws ApiError {
        boolean named = !target.name().isEmpty();
        boolean token = target.subresource().equals("token");
        return switch (request.method()) {
            case "GET", "HEAD" -> named ? "get" : request.flag("watch") ? "watch" : "list";
            case "POST" -> {
                if (named && !token) {
                    throw ApiError.methodNotAllowed();
                }
                yield "create";
            }
            case "PUT" -> required(named, "update");
            case "PATCH" -> required(named, "patch");
            case "DELETE" -> named ? required(target.subresource().isEmpty(), "delete") : "deletecollection";
            default -> throw ApiError.methodNotAllowed();
        };
    }

    private static String required(boolean holds, String verb) throws ApiError {
        if (!holds) {
            throw ApiError.methodNotAllowed();
        }
        return verb;
    }

    /** The body as an object. */
    static JsonObject body(Request request) throws ApiError {
        if (request.json() instanceof JsonObject object) {
            return object;
        }
        throw ApiError.badRequest("the body must be an object");
    }
}
