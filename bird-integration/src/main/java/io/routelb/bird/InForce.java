package io.routelb.bird;

import io.routelb.bird.control.Answer;
import io.routelb.bird.control.BirdException;
import io.routelb.bird.control.BirdSocket;
import io.routelb.bird.render.BirdConfig;
import io.routelb.model.BirdView;
import io.routelb.model.HostMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a configuration in force: it is checked by the daemon's own parser, takes the file's place, is read, and goes again when the daemon will
 * not have it. Whatever happens, what runs goes on running.
 *
 * <p>The daemon is told {@code configure} and not {@code configure soft}, which would leave a changed filter without effect until something
 * else makes it look at the routes again; a session is reset by neither, unless what was agreed with the neighbour has changed.
 */
final class InForce {
    private static final Logger LOG = LoggerFactory.getLogger(InForce.class);

    /** BIRD's doc/reply_codes: reconfigured, in progress, queued behind another. */
    private static final int RECONFIGURED = 3;

    private static final int QUEUED = 5;

    /** What {@code show status} ends with meanwhile. */
    private static final String IN_PROGRESS = "Reconfiguration in progress";

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration BETWEEN = Duration.ofMillis(5);

    private final BirdView settings;
    private final BirdSocket bird;
    private final ConfigFile file;

    InForce(BirdView settings, BirdSocket bird, ConfigFile file) {
        this.settings = settings;
        this.bird = bird;
        this.file = file;
    }

    /** Why a configuration was refused, with the line; empty when it is in force. */
    Optional<String> put(BirdConfig config) throws IOException, BirdException {
        Optional<String> before = file.content();
        try {
            if (!before.equals(Optional.of(config.text()))) {
                file.write(file.candidate(), config.text(), config.secret());
                Optional<String> refused = check();
                if (refused.isPresent()) {
                    return refused;
                }
                file.swap();
            }
            Answer answer = bird.ask("configure");
            if (answer.code() >= RECONFIGURED && answer.code() <= QUEUED) {
                awaitEnd();
                return Optional.empty();
            }
            file.restore(before, true);
            return Optional.of(answer.last());
        } finally {
            file.clean();
        }
    }

    /** Puts it there unchecked, for it has nothing in it, and has it read if anybody is there to. */
    void end(String nothing) throws IOException {
        file.write(file.candidate(), nothing, false);
        file.swap();
        try {
            Answer answer = bird.ask("configure");
            if (answer.isRefusal()) {
                LOG.atWarn().addKeyValue("reason", answer.last()).log("BIRD keeps our sessions");
            }
            awaitEnd();
        } catch (BirdException e) {
            LOG.atInfo().addKeyValue("reason", e.sentence()).log("BIRD has no sessions of ours when it starts");
        }
    }

    /** Whether BIRD is still busy with a configuration that it has taken. */
    static boolean isInProgress(Answer status) {
        return status.last().equals(IN_PROGRESS);
    }

    /** BIRD 3 answers as soon as it has read the file, when sessions that are to go are still there. */
    private void awaitEnd() throws BirdException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (isInProgress(bird.ask("show status")) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    private Optional<String> check() throws IOException, BirdException {
        Path whole = file.candidate();
        if (settings.mode() == HostMode.INCLUDE) {
            whole = file.trial();
            file.write(
                    whole,
                    "router id 192.0.2.1;\nprotocol device {}\nprotocol bfd {}\ninclude \"" + file.candidate()
                            + "\";\n",
                    false);
        }
        Answer answer = bird.ask("configure check \"" + whole + "\"");
        return answer.isRefusal() ? Optional.of(answer.last()) : Optional.empty();
    }
}
