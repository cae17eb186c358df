package io.routelb.redistribution.bgp.rib;

import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.SpeakerOptions.BestPath;
import io.routelb.redistribution.bgp.message.Net;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All routes of one speaker: what is used of those learned, and what is told to whom. */
public final class Rib {
    private final LocRib loc;
    private final UpdateGroups groups;
    private final Deferral deferral;

    public Rib(Reachability reachability) {
        loc = new LocRib(BestPath.DEFAULT, reachability);
        groups = new UpdateGroups(loc);
        deferral = new Deferral(loc);
    }

    public LocRib loc() {
        return loc;
    }

    public UpdateGroups groups() {
        return groups;
    }

    public Deferral deferral() {
        return deferral;
    }

    /** Sets what is our own, whoever is told it: routes to it that others tell are not used. After {@link UpdateGroups#tell}. */
    public void originate(Collection<Map<Prefix, RouteAttributes>> told) {
        Set<Map<Prefix, RouteAttributes>> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        distinct.addAll(told);
        List<OwnRoutes> prepared = groups.prepare(distinct);
        if (prepared.size() == 1) {
            loc.originate(prepared.getFirst().nets());
            return;
        }
        Set<Net> own = new HashSet<>();
        prepared.forEach(each -> own.addAll(each.nets()));
        loc.originate(own);
    }
}
