#nullable disable

namespace Stripe;

public class CouponService(IStripeClient client) : Service<Coupon>(client, "/v1/coupons")
{
    public virtual Task<Coupon> CreateAsync(
        CouponCreateOptions options, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(options, requestOptions, cancellationToken);

    public virtual Task<Coupon> UpdateAsync(
        string id, CouponUpdateOptions options, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<Coupon> GetAsync(
        string id, CouponGetOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        FetchAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<StripeList<Coupon>> ListAsync(
        CouponListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PageAsync(options, requestOptions, cancellationToken);

    public virtual IAsyncEnumerable<Coupon> ListAutoPagingAsync(
        CouponListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PagesAsync(options, requestOptions, cancellationToken);

    public virtual Task<Coupon> DeleteAsync(
        string id, CouponDeleteOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        RemoveAsync(id, options, requestOptions, cancellationToken);
}
