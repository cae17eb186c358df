package io.routelb.lab.scenario;

import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.topology.Answer;
import io.routelb.lab.topology.Client;
import io.routelb.lab.topology.KernelChange;
import io.routelb.lab.topology.Monitor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a series of requests shows. */
final class Traffic {
    private Traffic() {}

    /** Fails unless every request was answered; gives how many there were. */
    static int noneFailed(String what, List<Answer> answers) throws ExpectationException {
        Stage.require(!answers.isEmpty(), "no request was made while " + what);
        Optional<Answer.Failed> failed = failures(answers).stream().findFirst();
        if (failed.isPresent()) {
            throw new ExpectationException(
                    failures(answers).size() + " of " + answers.size() + " requests failed while " + what
                            + "; the first: " + failed.get().why());
        }
        return answers.size();
    }

    /** As above, of requests to each of the addresses, whose way at r1 did not change either; puts down how many there were. */
    static void noneFailedAndNoneMoved(
            Stage stage, String what, List<String> addresses, List<Client.Requests> requests, Monitor r1)
            throws IOException, InterruptedException {
        int answered = 0;
        for (Client.Requests each : requests) {
            answered += noneFailed(what, each.stop());
        }
        stage.figures().put("requests", answered).put("failed", 0);
        for (KernelChange change : r1.stop()) {
            Stage.require(
                    !(change instanceof KernelChange.Route route && addresses.contains(route.destination())),
                    "the way to an address changed at r1: " + change);
        }
    }

    /**
     * Every request is answered, but for those that were under way when r1 changed its next hops: it may then send the rest of a
     * connection to another node, as routers without resilient hashing do.
     */
    static void noneFailedButMoved(Stage stage, String address, List<Answer> answers, List<KernelChange> routes)
            throws ExpectationException {
        int moved = 0;
        for (Answer.Failed failed : failures(answers)) {
            boolean rehashed = routes.stream()
                    .anyMatch(change -> change instanceof KernelChange.Route route
                            && route.destination().equals(address)
                            && !change.time().isBefore(failed.began().minusMillis(5))
                            && !change.time().isAfter(failed.ended().plusMillis(5)));
            Stage.require(rehashed, "a request to " + address + " failed at " + failed.began() + ": " + failed.why());
            moved++;
        }
        String family = address.contains(":") ? "v6" : "v4";
        stage.figures().put(family + "_requests", answers.size()).put(family + "_moved_by_r1_under_way", moved);
    }

    /** For how long both addresses answered. That neither did at some moment, or the new one failed once it answered, fails. */
    static Duration overlap(List<Answer> old, List<Answer> next) throws ExpectationException {
        Instant first = next.stream()
                .filter(Answer.From.class::isInstance)
                .map(Answer::ended)
                .findFirst()
                .orElseThrow(() -> new ExpectationException("the new address never answered"));
        for (Answer.Failed failed : failures(next)) {
            Stage.require(
                    failed.began().isBefore(first),
                    "the new address failed (" + failed.why() + ") after it had answered");
        }
        Instant last = failures(old).stream()
                .map(Answer::began)
                .findFirst()
                .orElseThrow(() -> new ExpectationException("the old address answered to the end"));
        Stage.require(
                first.isBefore(last),
                "for " + Duration.between(last, first).toMillis() + " ms neither the old address nor the new answered");
        return Duration.between(first, last);
    }

    private static List<Answer.Failed> failures(List<Answer> answers) {
        return answers.stream()
                .filter(Answer.Failed.class::isInstance)
                .map(Answer.Failed.class::cast)
                .toList();
    }
}
