/**
 * Admission webhooks. Enters: writes about to be stored, ValidatingWebhookConfigurations. Leaves: calls over HTTPS, warnings, refusals in
 * Kubernetes' words. What does not belong: storing, the rules of single kinds. Left out on purpose: mutating webhooks, admission policies,
 * webhooks addressed by a Service (nothing routes Pods here; the call fails and the failure policy decides), {@code matchPolicy: Equivalent}
 * across versions, and the deletions that the collectors make.
 */
@NullMarked
package io.routelb.lab.apiserver.admission;

import org.jspecify.annotations.NullMarked;
