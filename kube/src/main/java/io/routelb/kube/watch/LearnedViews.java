package io.routelb.kube.watch;

import static io.routelb.kube.watch.CoreViews.orEmpty;

import io.routelb.kube.crd.RoutingConfig;
import io.routelb.model.InvalidValueException;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code learnedRoutes} of a RoutingConfig as a view. Pure. Fills the defaults of the CRD again, and refuses what its schema should have refused. */
final class LearnedViews {
    private static final long LARGEST = 0xFFFF_FFFFL;
    /** The kernel's own table of local addresses. */
    private static final long TABLE_LOCAL = 255;

    private LearnedViews() {}

    static LearnedRoutesView learnedRoutes(RoutingConfig.@Nullable LearnedRoutes written) throws InvalidValueException {
        LearnedRoutesView absent = LearnedRoutesView.DEFAULT;
        if (written == null) {
            return absent;
        }
        long table = within("table", written.table, 1, LARGEST, absent.table());
        if (table == TABLE_LOCAL) {
            throw new InvalidValueException("learnedRoutes.table 255 is the kernel's own");
        }
        List<Prefix> shielded = new ArrayList<>();
        for (String each : orEmpty(written.protectedPrefixes)) {
            shielded.add(Prefix.parse(each));
        }
        return new LearnedRoutesView(
                CustomViews.isTrue(written.install),
                (int) table,
                within("metric", written.metric, 1, LARGEST, absent.metric()),
                (int) within("protocol", written.protocol, 5, 255, absent.protocol()),
                written.multipath == null || written.multipath,
                shielded,
                (int) within("maxPrefixes", written.maxPrefixes, 1, 1_000_000, absent.maxPrefixes()));
    }

    private static long within(String field, @Nullable Long written, long least, long most, long absent)
            throws InvalidValueException {
        long value = written == null ? absent : written;
        if (value < least || value > most) {
            throw new InvalidValueException(
                    "learnedRoutes." + field + " " + value + " is not " + least + " to " + most);
        }
        return value;
    }
}
