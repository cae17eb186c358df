package io.routelb.frr.control;

import com.google.gson.JsonParseException;
import io.routelb.frr.render.FrrVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The terminals of bgpd, and of bfdd where it runs, open for as long as one round of questions takes. Owned by one thread.
 *
 * @param bgp bgpd's
 * @param bfd bfdd's; empty when it does not answer
 * @param noBfd why it does not
 */
public record Terminals(Vty bgp, Optional<Vty> bfd, String noBfd) implements AutoCloseable {
    /**
     * Opens them.
     *
     * @param folder where FRR's sockets are
     * @param patience for each answer
     * @throws FrrException bgpd does not answer
     */
    public static Terminals open(Path folder, Duration patience) throws FrrException {
        Vty bgp = Vty.open(folder, "bgpd", patience);
        try {
            return new Terminals(bgp, Optional.of(Vty.open(folder, "bfdd", patience)), "");
        } catch (FrrException e) {
            return new Terminals(bgp, Optional.empty(), e.sentence());
        }
    }

    /**
     * The version that bgpd is of.
     *
     * @throws FrrException it says something else than a version
     */
    public FrrVersion version() throws FrrException {
        String said = bgp.ask("show version").text();
        return FrrVersion.in(said)
                .orElseThrow(() -> new FrrException("bgpd does not say which version it is: "
                        + said.lines().findFirst().orElse("")));
    }

    /** Commands of bgpd outside of the configuration, such as {@code clear}. */
    public void enable(List<String> commands) throws FrrException {
        for (String command : commands) {
            VtyAnswer answer = bgp.ask(command);
            if (!answer.isDone()) {
                throw new FrrException(
                        "bgpd refused \"" + command + "\": " + answer.text().strip());
            }
        }
    }

    /**
     * The neighbours, by address or interface.
     *
     * @throws FrrException what is said of them is not to be understood
     */
    public Map<String, Neighbour> neighbours() throws FrrException {
        String peers = "";
        String counters = "";
        if (bfd.isPresent()) {
            peers = bfd.get().ask("show bfd peers json").text();
            counters = bfd.get().ask("show bfd peers counters json").text();
        }
        try {
            return Neighbours.parse(bgp.ask("show bgp neighbors json").text(), peers, counters);
        } catch (JsonParseException | IllegalStateException | ArithmeticException e) {
            throw new FrrException("what FRR says of its neighbours is not understood: " + FrrException.said(e), e);
        }
    }

    @Override
    public void close() throws FrrException {
        try {
            bgp.close();
        } finally {
            if (bfd.isPresent()) {
                bfd.get().close();
            }
        }
    }
}
