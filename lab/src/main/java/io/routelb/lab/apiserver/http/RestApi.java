package io.routelb.lab.apiserver.http;

import com.sun.net.httpserver.HttpHandler;
import io.routelb.lab.apiserver.admission.Webhooks;
import io.routelb.lab.apiserver.rbac.AccessLog;
import io.routelb.lab.apiserver.rbac.Tokens;
import io.routelb.lab.apiserver.registry.Deletes;
import io.routelb.lab.apiserver.registry.Gatekeeper;
import io.routelb.lab.apiserver.registry.Kinds;
import io.routelb.lab.apiserver.registry.Lists;
import io.routelb.lab.apiserver.registry.TypeIndex;
import io.routelb.lab.apiserver.registry.Writes;
import io.routelb.lab.apiserver.store.Store;
import java.time.InstantSource;

/** The REST surface wired over a store: the handler for every path, and the faults that can be asked of it. */
public record RestApi(HttpHandler handler, Faults faults) {
    public static RestApi over(Store store, TypeIndex types, Kinds kinds, Tokens tokens, InstantSource clock) {
        Lists lists = new Lists(store);
        Gatekeeper gate = new Webhooks(store);
        Faults faults = new Faults(store, lists);
        AccessLog log = new AccessLog();
        Routes routes = new Routes(
                types,
                new Objects(store, lists, new Writes(store, kinds, gate), new Deletes(store, gate), kinds),
                new Watches(store),
                new Accounts(store, tokens),
                new Discovery(types),
                new FaultRequests(faults),
                new Access(store, log),
                new AccessReports(store, log));
        return new RestApi(new Gateway(store, tokens, routes, faults, clock), faults);
    }
}
